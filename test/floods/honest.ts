import { setTimeout as wait } from "node:timers/promises";
import { isOk, type RoomSocket, Visitor } from "./visitor.js";

const CHAT_EVERY_MS = 500;
const READ_EVERY_MS = 3000;

interface Company {
  rooms?: number;
  perRoom?: number;
  /** Seats of each room. */
  max?: number;
}

export interface Heard {
  acknowledgements: number[];
  histories: number[];
  pages: number[];
  refused: string[];
}

/** Visitors who talk and read like others do, each from an address of their own. */
export class HonestVisitors {
  readonly #people: { visitor: Visitor; socket: RoomSocket; room: string }[] = [];
  #heard: Heard = { acknowledgements: [], histories: [], pages: [], refused: [] };
  #isOver = false;
  #busy: Promise<unknown> = Promise.resolve();

  static async arrive(
    url: string,
    { rooms = 10, perRoom = 5, max = 10 }: Company = {},
  ): Promise<HonestVisitors> {
    const honest = new HonestVisitors();
    for (let i = 0; i < rooms * perRoom; i++) {
      const visitor = await Visitor.arrive(url, `127.0.1.${i + 1}`);
      const isFirst = i % perRoom === 0;
      const room = isFirst ? await visitor.open({ title: `Room ${i}`, max }) : honest.#people.at(-1)!.room;
      honest.#people.push({ visitor, room, socket: await visitor.enter(room) });
    }
    honest.#busy = Promise.all([
      ...honest.#people.map((_, i) => honest.#talk(i)),
      ...honest.#people.map((_, i) => honest.#read(i)),
    ]);
    return honest;
  }

  get rooms(): string[] {
    return [...new Set(this.#people.map(({ room }) => room))];
  }

  /** Whether all of them still have their seats. */
  get areSeated(): boolean {
    return this.#people.every(({ socket }) => socket.isOpen);
  }

  /** What happened since it was asked last. */
  take(): Heard {
    const heard = this.#heard;
    this.#heard = { acknowledgements: [], histories: [], pages: [], refused: [] };
    return heard;
  }

  async leave(): Promise<void> {
    this.#isOver = true;
    await this.#busy;
    for (const { socket } of this.#people) socket.close();
  }

  async #talk(place: number): Promise<void> {
    const { socket } = this.#people[place]!;
    await wait((CHAT_EVERY_MS * place) / this.#people.length);
    while (!this.#isOver) {
      const chat = "Something that people say to each other, of a usual length.";
      await this.#measure(this.#heard.acknowledgements, async () => {
        const answer = await socket.ask("chat", { chat });
        return isOk(answer) ? undefined : answer;
      });
      await wait(CHAT_EVERY_MS);
    }
  }

  async #read(place: number): Promise<void> {
    const { socket, visitor, room } = this.#people[place]!;
    await wait((READ_EVERY_MS * place) / this.#people.length);
    while (!this.#isOver) {
      await this.#measure(this.#heard.histories, async () => {
        const answer = await socket.ask("history", { before: 1000, limit: 50 });
        return isOk(answer) ? undefined : answer;
      });
      await this.#measure(this.#heard.pages, async () => {
        const { status } = await visitor.ask("GET", place % 2 ? `/room/${room}` : "/");
        return status === 200 ? undefined : `status ${status}`;
      });
      await wait(READ_EVERY_MS);
    }
  }

  /** A measurement counts to the time in which it began. */
  async #measure(times: number[], ask: () => Promise<string | undefined>): Promise<void> {
    const { refused } = this.#heard;
    const started = performance.now();
    const refusal = await ask().catch((error: Error) => error.message);
    times.push(performance.now() - started);
    if (refusal) refused.push(refusal);
  }
}
