import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type OwnDatabase, ownDatabase } from "./database.js";
import { graces } from "./graces.js";
import { type Exit, Program } from "./process.js";
import { Visitor } from "./visitor.js";

const main = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

type Env = Record<string, string>;

/** The server as somebody starts it, in a process of its own that can be killed, with a folder of its own. */
export class ServerProcess {
  readonly dir: string;
  url = "";
  readonly #env: Env;
  readonly #node: string;
  readonly #database: OwnDatabase | undefined;
  #program: Program;
  #earlierErrors = "";

  /** Resolves when it listens. */
  static async start(env: Env = {}, node = process.execPath): Promise<ServerProcess> {
    const server = await ServerProcess.launch(env, node);
    await server.#listening();
    return server;
  }

  /** For a start that is to fail, or to be ended before it listens. */
  static async launch(env: Env = {}, node = process.execPath): Promise<ServerProcess> {
    const dir = await mkdtemp(path.join(os.tmpdir(), "gif-chat-"));
    return new ServerProcess(dir, await ownDatabase(), env, node);
  }

  private constructor(dir: string, database: OwnDatabase | undefined, env: Env, node: string) {
    this.dir = dir;
    this.#node = node;
    this.#database = database;
    this.#env = {
      PATH: process.env.PATH ?? "",
      HOST: "127.0.0.1",
      PORT: "0",
      NODE_ENV: "production",
      DATA_DIR: path.join(dir, "data"),
      UPLOAD_DIR: path.join(dir, "uploads"),
      ...database?.env,
      ...graces(env),
      ...env,
    };
    this.#program = this.#launch();
  }

  /** For one that is launched to listen elsewhere than on a port. */
  get listens(): Promise<string> {
    return this.#program.ready;
  }

  get pid(): number {
    return this.#program.pid;
  }

  get ended(): Promise<Exit> {
    return this.#program.ended;
  }

  /** Of the process that was started last. */
  get output(): string {
    return this.#program.output;
  }

  /** Of all processes so far. */
  get errors(): string {
    return this.#earlierErrors + this.#program.errors;
  }

  signal(signal: NodeJS.Signals): void {
    this.#program.signal(signal);
  }

  end(signal: NodeJS.Signals = "SIGTERM"): Promise<Exit> {
    return this.#program.end(signal);
  }

  /** After it has ended: the same on the same port, over the same data. */
  async startAgain(): Promise<void> {
    this.#env.PORT = new URL(this.url).port;
    this.#earlierErrors = this.errors;
    this.#program = this.#launch();
    await this.#listening();
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

  #launch(): Program {
    const options = { env: this.#env, cwd: this.dir, ready: /listening on (\S+)\n/ };
    return new Program(this.#node, [main], options);
  }

  async #listening(): Promise<void> {
    this.url = await this.#program.ready;
  }
}
