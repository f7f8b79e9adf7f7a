import { readFileSync } from "node:fs";
import { isOk, type RoomSocket, Visitor } from "../floods/visitor.js";
import type { Program } from "../support/process.js";

const ANSWER_MS = 20_000;
const MOST_RESIDENT_MB = 768;
/** Warnings to the operator are no errors. */
const WARNING = /^gif-chat warns: .*\n/gm;

/** Looks after each batch whether the server still serves those who mean well. */
export class Watch {
  readonly #server: Program;
  readonly #url: string;
  readonly #visitor: Visitor;
  readonly #room: string;
  #socket: RoomSocket;
  #errors = "";
  #said = 0;
  mostResident = 0;

  static async start(server: Program, url: string): Promise<Watch> {
    const visitor = await Visitor.arrive(url, "127.0.1.1");
    const room = await visitor.open({ title: "Honest" });
    return new Watch(server, url, visitor, room, await visitor.enter(room));
  }

  private constructor(server: Program, url: string, visitor: Visitor, room: string, socket: RoomSocket) {
    this.#server = server;
    this.#url = url;
    this.#visitor = visitor;
    this.#room = room;
    this.#socket = socket;
  }

  /** What is wrong by now. */
  async look(): Promise<string[]> {
    const wrong = [
      await this.#wrongIn("/health", this.#health()),
      await this.#wrongIn("a chat", this.#talk()),
    ];
    const resident = this.#resident();
    this.mostResident = Math.max(this.mostResident, resident);
    if (resident > MOST_RESIDENT_MB) wrong.push(`${resident} MB resident`);
    const errors = this.#server.errors.replace(WARNING, "");
    if (errors !== this.#errors)
      wrong.push(`the server said: ${errors.slice(this.#errors.length).slice(0, 3000)}`);
    this.#errors = errors;
    return wrong.filter((one) => one !== undefined);
  }

  close(): void {
    this.#socket.close();
  }

  async #wrongIn(what: string, asked: Promise<string | undefined>): Promise<string | undefined> {
    let timeout: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      timeout = setTimeout(() => resolve(`no answer in ${ANSWER_MS} ms`), ANSWER_MS);
    });
    const wrong = await Promise.race([asked.catch((error: Error) => error.message), late]);
    clearTimeout(timeout);
    return wrong && `${what}: ${wrong}`;
  }

  async #health(): Promise<string | undefined> {
    const { status } = await fetch(`${this.#url}/health`);
    return status === 200 ? undefined : `status ${status}`;
  }

  async #talk(): Promise<string | undefined> {
    if (!this.#socket.isOpen) {
      this.#socket = await this.#visitor.enter(this.#room);
      return "the honest visitor was disconnected";
    }
    const answer = await this.#socket.ask("chat", { chat: `honest ${this.#said++}` });
    return isOk(answer) ? undefined : answer;
  }

  #resident(): number {
    const status = readFileSync(`/proc/${this.#server.pid}/status`, "utf8");
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  }
}
