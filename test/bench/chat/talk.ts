import { Client, type Dialect, socketIo } from "./client.js";
import type { Person } from "./stage.js";

const TEXT = "Something that people say to each other, of a usual length.";
const SAID = Buffer.from('"createdAt":');

/** A room full of people, behind a server of whichever kind. */
export class Crowd {
  readonly #clients: Client[];
  readonly #dialect: Dialect;
  /** What was heard, by its place in the order: everybody must hear the same, and it is counted once. */
  #heard: { bytes: Buffer; chats: number }[] = [];
  #deliveries = 0;
  #seen = 0;
  onFirst: (chats: number) => void = () => {};

  private constructor(clients: Client[], dialect: Dialect) {
    this.#clients = clients;
    this.#dialect = dialect;
  }

  static async gather(
    url: string,
    dialect: Dialect,
    count: number,
    room = "",
    seats?: Person[],
  ): Promise<Crowd> {
    const clients: Client[] = [];
    for (let i = 0; i < count; i++)
      clients.push(await Client.enter(url, dialect, room, seats?.[i]?.cookie, seats !== undefined));
    return new Crowd(clients, dialect);
  }

  /** Deliveries in a second, with so many chats under way at any time, each sent by the next of the listeners. */
  async deliveries(inFlight: number, milliseconds: number): Promise<number> {
    this.#listen();
    const started = performance.now();
    const until = started + milliseconds;
    const sent =
      this.#dialect === socketIo ? await this.#ask(inFlight, until) : await this.#shoutUntil(inFlight, until);
    while (this.#deliveries < sent * this.#clients.length) await turn();
    return (this.#deliveries / (performance.now() - started)) * 1000;
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }

  async #ask(inFlight: number, until: number): Promise<number> {
    let sent = 0;
    const keepAsking = async () => {
      while (performance.now() < until) {
        await say(this.#clients[sent++ % this.#clients.length]!);
      }
    };
    await Promise.all(Array.from({ length: inFlight }, keepAsking));
    return sent;
  }

  /** Without acknowledgements: a chat is under way until the first listener has heard it. */
  #shoutUntil(inFlight: number, until: number): Promise<number> {
    let sent = 0;
    const shout = () => this.#clients[sent++ % this.#clients.length]!.shout(TEXT);
    return new Promise((resolve) => {
      this.onFirst = () => {
        if (performance.now() < until) while (sent - this.#seen < inFlight) shout();
        else if (this.#seen === sent) resolve(sent);
      };
      this.onFirst(0);
    });
  }

  #listen(): void {
    this.#heard = [];
    this.#deliveries = 0;
    this.#seen = 0;
    this.onFirst = () => {};
    for (const [i, client] of this.#clients.entries()) {
      let at = 0;
      client.onChats = (text) => {
        const chats = this.#count(at++, text);
        this.#deliveries += chats;
        if (i > 0) return;
        this.#seen += chats;
        this.onFirst(chats);
      };
    }
  }

  #count(at: number, text: Buffer): number {
    const known = this.#heard[at];
    if (known) {
      if (!known.bytes.equals(text)) throw new Error("Two listeners heard different things");
      return known.chats;
    }
    let chats = 0;
    for (let from = text.indexOf(SAID); from >= 0; from = text.indexOf(SAID, from + 1)) chats++;
    this.#heard[at] = { bytes: Buffer.from(text), chats };
    return chats;
  }
}

/** How long a chat takes from being sent until it is acknowledged. */
export async function acknowledgement(client: Client): Promise<number> {
  const started = performance.now();
  await say(client);
  return performance.now() - started;
}

/** Chats in a second over many rooms, everybody in them with one under way. */
export async function chatsPerSecond(clients: Client[], milliseconds: number): Promise<number> {
  const started = performance.now();
  let done = 0;
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() - started < milliseconds) {
        await say(client);
        done++;
      }
    }),
  );
  return (done / (performance.now() - started)) * 1000;
}

async function say(client: Client): Promise<void> {
  const answer = await client.chat(TEXT);
  if (answer.indexOf('"ok":false') > 0) throw new Error(answer.toString());
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
