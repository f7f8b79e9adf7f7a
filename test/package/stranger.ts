import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { settings } from "../../dist/config/settings.js";
import type { Runtime } from "../runtimes/bring-node.js";
import { Program } from "../support/process.js";

export interface Ran {
  readonly code: number;
  readonly output: string;
}

type Env = Record<string, string>;

/** Somebody with npm and an empty folder. */
export class Stranger {
  readonly dir: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(dir: string, { node }: Runtime) {
    this.dir = dir;
    this.#env = { ...process.env, PATH: `${path.dirname(node)}:${process.env.PATH}` };
    for (const { name } of settings) delete this.#env[name];
  }

  async install(tarball: string): Promise<void> {
    await mkdir(this.dir);
    const options = ["--omit=dev", "--prefer-offline", "--no-audit", "--no-fund"];
    const { code, output } = await this.run("npm", ["install", ...options, tarball]);
    if (code !== 0) throw new Error(`npm install ended with ${code}: ${output}`);
  }

  /** `npx gif-chat WORDS`. */
  npx(words: string[], env: Env = {}): Promise<Ran> {
    return this.run("npx", ["gif-chat", ...words], env);
  }

  /** A server, with npx or by the link that npm makes to the command. */
  serve(by: "npx" | "link"): Program {
    const [command, words] = by === "npx" ? ["npx", ["gif-chat"]] : ["node_modules/.bin/gif-chat", []];
    const env = { ...this.#env, PORT: "0", HOST: "127.0.0.1" };
    return new Program(command, words, { env, cwd: this.dir, ready: /listening on (\S+)\n/ });
  }

  run(command: string, words: string[], env: Env = {}): Promise<Ran> {
    return new Promise((resolve) => {
      const options = { cwd: this.dir, env: { ...this.#env, ...env } };
      const child = execFile(command, words, options, (_error, output, errors) =>
        resolve({ code: child.exitCode!, output: output + errors }),
      );
    });
  }
}
