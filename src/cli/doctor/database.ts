import { constants } from "node:fs";
import { access, open, readFile } from "node:fs/promises";
import { connect } from "node:net";
import path from "node:path";
import type { Config } from "../../config.js";
import type { InspectedDatabase } from "../../db/inspect.js";
import { type Finding, messageOf, ok, problem, warning } from "./finding.js";
import { quote } from "./folders.js";

const about = "database";
const SQLITE_MAGIC = "SQLite format 3\0";

export interface CheckedDatabase {
  readonly finding: Finding;
  readonly inspected?: InspectedDatabase;
}

export async function checkMongo(uri: string): Promise<CheckedDatabase> {
  // The driver takes a second to load.
  const { inspectDatabase } = await import("../../db/inspect.js");
  try {
    const inspected = await inspectDatabase(uri);
    const { version, replicaSet } = inspected;
    const kind = replicaSet
      ? `replica set ${replicaSet.name} of ${replicaSet.members}`
      : "one server alone: nobody can talk while it is away";
    return { finding: ok(about, `MongoDB ${version}, ${kind}`), inspected };
  } catch (error) {
    const message = messageOf(error);
    const text = message.startsWith("MONGODB_URI")
      ? message
      : `MONGODB_URI leads to no database that answers (${message}): correct it, or start the database`;
    return { finding: problem(about, text) };
  }
}

/** Never opens it: a server that starts meanwhile would find it taken. */
export async function checkEmbedded({ dataDir }: Config, isRunning: boolean): Promise<Finding> {
  if (isRunning) return ok(about, `the embedded store in ${dataDir}, open in the running server`);
  if (await isTaken(path.join(dataDir, "run/store.sock")))
    return warning(
      about,
      `the store in ${dataDir} is open in another process: stop that before you start another server`,
    );
  const file = path.join(dataDir, "store.sqlite");
  try {
    await access(file, constants.R_OK | constants.W_OK);
    const isStore = await hasMagic(file);
    if (!isStore) return problem(about, `${file} is damaged: restore it from a backup, or remove it`);
    return ok(about, `the embedded store in ${dataDir}, closed`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      return ok(about, `the embedded store, made in ${dataDir} by the first start`);
    return problem(
      about,
      `${file} cannot be written to (${messageOf(error)}): chown it to this account, chmod 600 ${quote(file)}`,
    );
  }
}

/** The one that a running server has. */
export async function findCookieSecret(
  { cookieSecret, redisUrl, dataDir }: Config,
  inspected: InspectedDatabase | undefined,
): Promise<string | undefined> {
  if (cookieSecret) return cookieSecret;
  if (redisUrl) return inspected?.cookieSecret;
  return readFile(path.join(dataDir, "cookie-secret"), "utf8").then(
    (text) => text.trim(),
    () => undefined,
  );
}

async function hasMagic(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read({ buffer: Buffer.alloc(SQLITE_MAGIC.length) });
    return bytesRead === 0 || buffer.toString("latin1") === SQLITE_MAGIC;
  } finally {
    await handle.close();
  }
}

const isTaken = (socket: string): Promise<boolean> =>
  new Promise((resolve) => {
    const attempt = connect(socket, () => resolve(true));
    attempt.once("connect", () => attempt.destroy()).once("error", () => resolve(false));
  });
