import { fileURLToPath } from "node:url";
import { type Exit, Program } from "./process.js";

const cli = fileURLToPath(new URL("../../dist/embedded-mongo/cli.js", import.meta.url));

export interface StoreProcess {
  readonly uri: string;
  readonly pid: number;
  /** Its exit code, or the signal that ended it. */
  readonly exit: Promise<Exit>;
  /** What it has said on stderr, in full once it has ended. */
  errors(): string;
  kill(signal: NodeJS.Signals): Promise<Exit>;
}

export interface Failure {
  readonly exit: Exit;
  readonly errors: string;
}

interface Options {
  /** What stands in front of node on the command line, such as a limit set by a shell. */
  before?: string[];
  args?: string[];
}

/** The store as a process of its own, so that it can be killed without asking it. */
export async function startProcess(dir: string, options: Options = {}): Promise<StoreProcess> {
  const store = launch(dir, options);
  const uri = await store.ready;
  return {
    uri,
    pid: store.pid,
    exit: store.ended,
    errors: () => store.errors,
    kill: (signal) => store.end(signal),
  };
}

/** For a start that is to fail: how it ended and what it said. */
export async function failingProcess(dir: string, options: Options = {}): Promise<Failure> {
  const store = launch(dir, options);
  const hasStarted = await store.ready.then(
    () => true,
    () => false,
  );
  if (!hasStarted) return { exit: await store.ended, errors: store.errors };
  await store.end("SIGKILL");
  throw new Error("the store has started");
}

function launch(dir: string, { before = [], args = [] }: Options): Program {
  const [command, ...rest] = [...before, process.execPath, cli, "--dir", dir, ...args];
  return new Program(command!, rest, { ready: /^embedded-mongo listening on (mongodb:\S+)\n/m });
}
