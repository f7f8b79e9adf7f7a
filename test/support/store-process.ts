import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterwards } from "./afterwards.js";

const cli = fileURLToPath(new URL("../../dist/embedded-mongo/cli.js", import.meta.url));

export interface StoreProcess {
  readonly uri: string;
  readonly pid: number;
  /** Its exit code, or the signal that ended it. */
  readonly exit: Promise<number | NodeJS.Signals>;
  /** What it has said on stderr, in full once it has ended. */
  errors(): string;
  kill(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

export interface Failure {
  readonly exit: number | NodeJS.Signals;
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
  const outcome = await Promise.race([store.uri, store.exit]);
  if (typeof outcome !== "string" || !outcome.startsWith("mongodb://")) {
    throw new Error(`the store ended with ${outcome}: ${store.errors()}`);
  }
  return { ...store, uri: outcome };
}

/** For a start that is to fail: how it ended and what it said. */
export async function failingProcess(dir: string, options: Options = {}): Promise<Failure> {
  const store = launch(dir, options);
  const outcome = await Promise.race([store.uri, store.exit]);
  if (typeof outcome === "string" && outcome.startsWith("mongodb://")) {
    await store.kill("SIGKILL");
    throw new Error("the store has started");
  }
  return { exit: await store.exit, errors: store.errors() };
}

function launch(dir: string, { before = [], args = [] }: Options) {
  const [command, ...rest] = [...before, process.execPath, cli, "--dir", dir, ...args];
  const child = spawn(command!, rest, { stdio: ["ignore", "pipe", "pipe"] });
  child.once(
    "close",
    afterwards(() => child.kill("SIGKILL")),
  );
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    errors += text;
  });
  const exit = once(child, "close").then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  const uri = new Promise<string>((resolve) => {
    createInterface(child.stdout).on("line", (line) => {
      const [, found] = /^embedded-mongo listening on (mongodb:\S+)$/.exec(line) ?? [];
      if (found) resolve(found);
    });
  });
  const kill = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return exit;
  };
  return { uri, exit, kill, pid: child.pid!, errors: () => errors };
}
