import "dotenv/config";
import path from "node:path";
import { type Config, readConfig } from "../config.js";
import { type Backup, backUp } from "../db/backup/index.js";

export const usage = "gif-chat backup DIR";

const HAS_DATABASE_NAME = /^[^/]+\/\/[^/]+\/[^/?]/;

/** Resolves with the code to exit with. */
export async function backup(words: string[]): Promise<number> {
  const [wanted, ...more] = words;
  if (!wanted || wanted.startsWith("-") || more.length > 0) return fail(`usage: ${usage}`);
  try {
    const config = readConfig();
    const folder = path.resolve(wanted);
    if (config.mongodbUri) return fail(withMongodb(config, folder));
    console.log(
      summary(await backUp(config, folder, `so copy its files: ${copyCommand(config, folder)}`), folder),
    );
    return 0;
  } catch (error) {
    return fail((error as Error).message);
  }
}

function fail(message: string): number {
  console.error(`gif-chat backup: ${message}`);
  return 1;
}

const quoted = (text: string): string =>
  /^[\w/.:@+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

function copyCommand({ dataDir, uploadDir }: Config, folder: string): string {
  const [data, uploads] = [path.join(folder, "data"), path.join(folder, "uploads")].map(quoted);
  return `mkdir -p -m 700 ${quoted(folder)} && cp -a ${quoted(dataDir)} ${data} && cp -a ${quoted(uploadDir)} ${uploads}`;
}

function withMongodb({ mongodbUri, uploadStore, uploadDir }: Config, folder: string): string {
  const database = HAS_DATABASE_NAME.test(mongodbUri!) ? "" : " --db gif-chat";
  const dump = `mongodump --uri "$MONGODB_URI"${database} --out ${quoted(folder)}`;
  const pictures =
    uploadStore === "disk"
      ? `, then: cp -a ${quoted(uploadDir)} ${quoted(path.join(folder, "uploads"))}`
      : "";
  return `MONGODB_URI is set, so MongoDB's own program makes the backup: ${dump}${pictures}`;
}

function summary({ rooms, messages, pictures, bytes, missing }: Backup, folder: string): string {
  const [data, uploads] = [path.join(folder, "data"), path.join(folder, "uploads")].map(quoted);
  return [
    `Backup in ${folder}: ${count(rooms, "room")}, ${count(messages, "message")}, ${count(pictures, "picture")}, ${inBytes(bytes)}`,
    ...(missing
      ? [
          `${count(missing, "picture file")} that messages show ${missing === 1 ? "is" : "are"} not in UPLOAD_DIR`,
        ]
      : []),
    "It holds all that is said in these rooms. Encrypt it, and delete it by a date.",
    `To start it: DATA_DIR=${data} UPLOAD_DIR=${uploads}`,
  ].join("\n");
}

const count = (number: number, what: string): string =>
  `${number.toLocaleString("en")} ${what}${number === 1 ? "" : "s"}`;

function inBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return `${(bytes / 1000 ** power).toLocaleString("en", { maximumFractionDigits: 1 })} ${units[power]}`;
}
