import { HungUp, Line } from "./line.js";

/** Apart from the tests' client for speed: this one measures, so it must cost next to nothing beside the server. */

const PATH = "/socket.io/?EIO=4&transport=websocket";
const EVENT = Buffer.from('42/chat,["chat",');
const WELCOME = Buffer.from('42/chat,["welcome"');
const CONNECTED = Buffer.from("40/chat,{");
const REFUSED = Buffer.from("44/chat,");
const ANSWER = Buffer.from("43/chat,");
const starts = (text: Buffer, what: Buffer) =>
  text.length >= what.length && text.compare(what, 0, what.length, 0, what.length) === 0;

export { HungUp } from "./line.js";

/** Not now: whoever is told so comes again. */
const isBusy = (text: Buffer) => text.includes('"code":"BUSY"');

/** Somebody who listens, and may speak. */
export class Client {
  readonly #line: Line;
  readonly #waiting = new Map<number, (answer: Buffer) => void>();
  #asked = 0;
  onChats: (text: Buffer) => void = () => {};

  private constructor(line: Line) {
    this.#line = line;
  }

  /** Resolves when the server has let it in. Only ours asks for a cookie, and says `welcome` then. */
  static async enter(url: string, room: string, cookie?: string): Promise<Client> {
    const line = new Line(url, PATH, cookie);
    const client = new Client(line);
    // Before it opens: the server's first word may come with the head.
    await client.#join(room, cookie === undefined ? CONNECTED : WELCOME);
    line.onClose = () => {
      throw new Error("The server closed a connection in the middle of a round");
    };
    return client;
  }

  chat(text: string): Promise<Buffer> {
    const id = ++this.#asked;
    this.#line.say(`42/chat,${id}["chat",{"chat":"${text}"}]`);
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  close(): void {
    this.#line.close();
  }

  #join(room: string, sign: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#line.onClose = () => reject(new HungUp());
      this.#line.onText = (text) => {
        if (text[0] === 0x30) this.#line.say(`40/chat,${JSON.stringify({ room })}`);
        else if (starts(text, REFUSED)) reject(isBusy(text) ? new HungUp() : new Error(text.toString()));
        else this.#hear(text);
        if (starts(text, sign)) resolve();
      };
    });
  }

  #hear(text: Buffer): void {
    if (starts(text, EVENT)) this.onChats(text);
    else if (starts(text, ANSWER)) this.#answered(text);
    else if (text[0] === 0x32) this.#line.say("3");
  }

  #answered(text: Buffer): void {
    const end = text.indexOf(0x5b);
    const id = Number(text.toString("latin1", ANSWER.length, end));
    this.#waiting.get(id)?.(text);
    this.#waiting.delete(id);
  }
}
