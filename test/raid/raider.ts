import { setTimeout as wait } from "node:timers/promises";
import { isOk, type RoomSocket, Visitor } from "../floods/visitor.js";
import { comment, gif } from "../support/gif.js";
import type { Tally } from "./messages.js";

const CHAT_EVERY_MS = 500;
const PICTURE_EVERY_MS = 5000;
const NAME_EVERY_MS = 4000;
const OPEN_EVERY_MS = 3000;
const ARRIVE_AGAIN_MS = 1000;
const BOUNDARY = "the-boundary";

let words = 0;

/** Nobody else writes such a word. */
const word = (): string => `zqx${String(++words).padStart(9, "0")}x`;

/** Floods rooms with whatever a visitor may do, and goes on after refusals. */
export class Raider {
  readonly #url: string;
  readonly #address: string;
  readonly #tally: Tally;
  #visitor: Visitor | undefined;
  #socket: RoomSocket | undefined;
  #isOver = false;

  constructor(url: string, address: string, tally: Tally) {
    this.#url = url;
    this.#address = address;
    this.#tally = tally;
  }

  async arrive(): Promise<void> {
    while (!this.#visitor && !this.#isOver) {
      this.#visitor = await Visitor.arrive(this.#url, this.#address).catch(() => undefined);
      if (!this.#visitor) await wait(ARRIVE_AGAIN_MS);
    }
    this.#tally.visitors++;
  }

  /** `room` changes each time it is asked for. */
  async flood(room: () => string): Promise<void> {
    await Promise.all([
      this.#each(OPEN_EVERY_MS, () => this.#open()),
      this.#each(NAME_EVERY_MS, () => this.#rename()),
      this.#each(PICTURE_EVERY_MS, () => this.#upload(room())),
      this.#each(CHAT_EVERY_MS, () => this.#say(room)),
    ]);
  }

  /** The socket stays open: whoever ends the raid has to close it. */
  end(): void {
    this.#isOver = true;
  }

  /** How the server answers by now: a code, or "in". */
  async comeBack(room: string, options: { isFresh: boolean }): Promise<string> {
    try {
      const visitor = options.isFresh ? await Visitor.arrive(this.#url, this.#address) : this.#visitor;
      const socket = await visitor!.enter(room);
      socket.close();
      return "in";
    } catch (error) {
      return /BANNED/.test((error as Error).message) ? "BANNED" : (error as Error).message;
    }
  }

  async #each(ms: number, act: () => Promise<unknown>): Promise<void> {
    await wait(Math.random() * ms);
    while (!this.#isOver) {
      // Connections are refused and cut: a raid does not mind.
      await act().catch(() => {});
      await wait(ms);
    }
  }

  async #open(): Promise<void> {
    const title = `Raid ${word()}`;
    const { status, text } = await this.#visitor!.ask("POST", "/room", { title, max: 30 });
    if (status === 201) this.#tally.rooms.push(JSON.parse(text)._id);
  }

  async #rename(): Promise<void> {
    const { status } = await this.#visitor!.ask("POST", "/nickname", { name: word() });
    if (status === 200) this.#tally.names++;
  }

  async #say(room: () => string): Promise<void> {
    if (!this.#socket?.isOpen) this.#socket = await this.#visitor!.enter(room());
    if (isOk(await this.#socket.ask("chat", { chat: `${word()} come and see ${word()}` })))
      this.#tally.messages++;
  }

  async #upload(room: string): Promise<void> {
    const file = gif({ width: 4 + (words % 60), height: 40, extra: comment(word()) });
    const head = (name: string) => `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"`;
    const body = Buffer.concat([
      Buffer.from(`${head("alt")}\r\n\r\n${word()}\r\n${head("gif")}; filename="${word()}.gif"\r\n`),
      Buffer.from("content-type: image/gif\r\n\r\n"),
      file,
      Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
    ]);
    const type = `multipart/form-data; boundary=${BOUNDARY}`;
    const { status } = await this.#visitor!.send("POST", `/room/${room}/gif`, body, type);
    if (status === 201) this.#tally.pictures++;
  }
}
