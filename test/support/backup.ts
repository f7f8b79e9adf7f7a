import { readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Exit, Program } from "./process.js";
import { ServerProcess } from "./server-process.js";

const cli = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

type Env = Record<string, string>;

/** The command in a process of its own, beside a server that keeps its files in `dir`. `before` stands before it. */
export function startBackup(dir: string, words: string[], env: Env = {}, before: string[] = []): Program {
  const places = { DATA_DIR: path.join(dir, "data"), UPLOAD_DIR: path.join(dir, "uploads") };
  const node = [process.execPath, cli, "backup", ...words];
  const [command, ...args] = [...before, ...node];
  return new Program(command!, args, {
    cwd: dir,
    env: { PATH: process.env.PATH ?? "", ...places, ...env },
  });
}

export interface Outcome {
  exit: Exit;
  output: string;
  errors: string;
}

export async function backup(
  dir: string,
  words: string[],
  env: Env = {},
  before: string[] = [],
): Promise<Outcome> {
  const program = startBackup(dir, words, env, before);
  const exit = await program.ended;
  return { exit, output: program.output, errors: program.errors };
}

/** A server over what a backup holds. */
export const startFrom = (folder: string, env: Env = {}): Promise<ServerProcess> =>
  ServerProcess.start({
    DATA_DIR: path.join(folder, "data"),
    UPLOAD_DIR: path.join(folder, "uploads"),
    ...env,
  });

/** Every file, below the folder. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}
