import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { parse } from "dotenv";
import { settings } from "../../config/settings.js";
import { type Finding, messageOf, warning } from "./finding.js";

const FOR_OTHERS = 0o077;
const SECRET = /SECRET|TOKEN|PASSWORD|_URI$|REDIS_URL|WEBHOOK/;

/** Of the current folder, as the server reads it. */
export async function checkEnvFile(): Promise<Finding[]> {
  const file = path.resolve(".env");
  try {
    const given = Object.entries(parse(await readFile(file)));
    const unknown = given.filter(([name]) => !settings.some((setting) => setting.name === name));
    const hasSecrets = given.some(([name, value]) => value && SECRET.test(name));
    const isOpen = process.platform !== "win32" && (await stat(file)).mode & FOR_OTHERS;
    return [
      ...unknown.map(([name]) =>
        warning("settings", `.env sets ${name}, which is no setting: see gif-chat --help`),
      ),
      ...(hasSecrets && isOpen ? [warning("settings", "other accounts can read .env: chmod 600 .env")] : []),
    ];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    return [warning("settings", `.env cannot be read (${messageOf(error)}), so its lines do not count`)];
  }
}
