import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type OwnDatabase, ownDatabase } from "./database.js";
import { Visitor } from "./visitor.js";

const main = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

/** The program as somebody starts it, in a process of its own that can be killed. */
export class Child {
  readonly dir: string;
  readonly #env: Record<string, string>;
  readonly #database: OwnDatabase | undefined;
  #process: ChildProcess;
  url = "";
  output = "";
  errors = "";
  ended: Promise<number | null>;

  static async make(env: Record<string, string> = {}): Promise<Child> {
    return new Child(await mkdtemp(path.join(os.tmpdir(), "gif-chat-")), await ownDatabase(), env);
  }

  private constructor(dir: string, database: OwnDatabase | undefined, env: Record<string, string>) {
    this.dir = dir;
    this.#database = database;
    this.#env = {
      ...{ PATH: process.env.PATH ?? "", HOST: "127.0.0.1", PORT: "0", NODE_ENV: "production" },
      ...{ DATA_DIR: path.join(dir, "data"), UPLOAD_DIR: path.join(dir, "uploads") },
      ...database?.env,
      ...env,
    };
    [this.#process, this.ended] = this.#spawn();
  }

  async listening(): Promise<void> {
    while (!/listening on (\S+)/.test(this.output)) {
      const more = once(this.#process.stdout!, "data");
      const code = await Promise.race([more.then(() => "more"), this.ended]);
      if (code !== "more") throw new Error(`It ended with code ${code}: ${this.errors}`);
    }
    this.url = /listening on (\S+)/.exec(this.output)![1]!;
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** The same once more, on the same port, over the same data. */
  async again(): Promise<void> {
    this.#env.PORT = new URL(this.url).port;
    this.output = "";
    [this.#process, this.ended] = this.#spawn();
    await this.listening();
  }

  async visitor(): Promise<Visitor> {
    const visitor = new Visitor(this.url);
    await visitor.page("/");
    return visitor;
  }

  async clean(): Promise<void> {
    await this.#database?.close();
    await rm(this.dir, { recursive: true });
  }

  #spawn(): [ChildProcess, Promise<number | null>] {
    const child = spawn(process.execPath, [main], { env: this.#env, cwd: this.dir });
    child.stdout.setEncoding("utf8").on("data", (text) => {
      this.output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      this.errors += text;
    });
    // "close" comes when the output has been read to its end.
    return [child, once(child, "close").then(([code]) => code)];
  }
}
