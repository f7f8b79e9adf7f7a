import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { afterwards } from "../setup/afterwards.js";

export type Exit = number | NodeJS.Signals;

export interface LaunchOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** What the program prints when it serves; `ready` resolves with the first group of the match. */
  ready?: RegExp;
  /** For a program that prints nothing when it serves: the port where it then takes connections. */
  port?: number;
  /** Drops the output after the ready line. A program under load prints more than a test wants to keep. */
  dropOutput?: boolean;
  /** Shows the program's stderr instead of keeping it. */
  showErrors?: boolean;
}

const running = new Set<Program>();
process.once("exit", () => {
  for (const program of running) program.signal("SIGKILL");
});

/** A program in a process of its own. It is killed when the test file or this process ends, if it still runs. */
export class Program {
  output = "";
  errors = "";
  readonly pid: number;
  /** Known when the output has been read to its end. */
  readonly ended: Promise<Exit>;
  /** Rejects when the program ends before it is ready. */
  readonly ready: Promise<string>;
  readonly #child: ChildProcess;

  constructor(command: string, args: string[], options: LaunchOptions = {}) {
    const { env, cwd, showErrors } = options;
    this.#child = spawn(command, args, {
      env,
      cwd,
      stdio: ["pipe", "pipe", showErrors ? "inherit" : "pipe"],
    });
    this.pid = this.#child.pid!;
    this.#child.stdout!.setEncoding("utf8");
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.errors += text;
    });
    running.add(this);
    const callOff = afterwards(() => this.signal("SIGKILL"));
    this.ended = once(this.#child, "close").then(([code, signal]) => {
      running.delete(this);
      callOff();
      return (code ?? signal) as Exit;
    });
    this.ready = Promise.race([this.#serves(options), this.#failure(command)]);
    // A start that is to fail is not waited for.
    this.ready.catch(() => {});
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  end(signal: NodeJS.Signals = "SIGTERM"): Promise<Exit> {
    this.signal(signal);
    return this.ended;
  }

  /** For programs that end with their input. */
  endInput(): Promise<Exit> {
    this.#child.stdin!.end();
    return this.ended;
  }

  #serves({ ready, port, dropOutput }: LaunchOptions): Promise<string> {
    return new Promise((resolve) => {
      let isReady = false;
      this.#child.stdout!.on("data", (text: string) => {
        if (!(isReady && dropOutput)) this.output += text;
        const match = isReady ? null : ready?.exec(this.output);
        if (!match) return;
        isReady = true;
        resolve(match[1] ?? match[0]);
      });
      if (port !== undefined) this.#untilTaken(port).then(() => resolve(String(port)));
      else if (!ready) resolve("");
    });
  }

  async #untilTaken(port: number): Promise<void> {
    while (running.has(this) && !(await takesConnections(port))) await wait(20);
  }

  async #failure(command: string): Promise<never> {
    const exit = await this.ended;
    throw new Error(`${command} ended with ${exit}: ${this.errors || this.output}`);
  }
}

/** Below those that Linux gives to connections and to servers on port 0, which other tests open meanwhile. */
const PORTS = { from: 12_000, count: 20_000 };

/** For programs that have to be told a port. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = PORTS.from + randomInt(PORTS.count);
    const server = createServer().listen(port, "127.0.0.1");
    const isFree = await once(server, "listening").then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, "close");
    return port;
  }
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
