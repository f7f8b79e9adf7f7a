import { Client } from "./client.js";
import type { Person } from "./stage.js";

const TEXT = "Something that people say to each other, of a usual length.";
const SAID = Buffer.from('"createdAt":');

/** A room full of people, behind a server of whichever kind. */
export class Crowd {
  readonly #clients: Client[];
  /** What was heard, by its place in the order: everybody must hear the same, and it is counted once. */
  #heard: { bytes: Buffer; chats: number }[] = [];
  #deliveries = 0;

  private constructor(clients: Client[]) {
    this.#clients = clients;
  }

  static async gather(url: string, count: number, room: string, seats?: Person[]): Promise<Crowd> {
    const clients: Client[] = [];
    for (let i = 0; i < count; i++) clients.push(await Client.enter(url, room, seats?.[i]?.cookie));
    return new Crowd(clients);
  }

  /** Deliveries in a second, with so many chats under way at any time, sent in turn by the first of the listeners. */
  async deliveries(inFlight: number, milliseconds: number, senders: number): Promise<number> {
    this.#listen();
    const started = performance.now();
    const sent = await this.#ask(inFlight, started + milliseconds, senders);
    while (this.#deliveries < sent * this.#clients.length) await turn();
    return (this.#deliveries / (performance.now() - started)) * 1000;
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }

  async #ask(inFlight: number, until: number, senders: number): Promise<number> {
    let sent = 0;
    const keepAsking = async () => {
      while (performance.now() < until) await say(this.#clients[sent++ % senders]!);
    };
    await Promise.all(Array.from({ length: inFlight }, keepAsking));
    return sent;
  }

  #listen(): void {
    this.#heard = [];
    this.#deliveries = 0;
    for (const client of this.#clients) {
      let at = 0;
      client.onChats = (text) => {
        this.#deliveries += this.#count(at++, text);
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
