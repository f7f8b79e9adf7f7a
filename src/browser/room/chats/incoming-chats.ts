import type { Chat } from "../../../shared/events.js";
import type { ChatSocket, Requests } from "../socket.js";

/** Lets every chat through once and in order, whatever the connection did in between. */
export class Arrivals {
  #lastSeq: number;
  #queue = Promise.resolve();
  readonly #line: () => { socket: ChatSocket; requests: Requests };
  readonly #show: (chats: Chat[]) => void;

  constructor(
    lastSeq: number,
    line: () => { socket: ChatSocket; requests: Requests },
    show: (chats: Chat[]) => void,
  ) {
    this.#lastSeq = lastSeq;
    this.#line = line;
    this.#show = show;
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  receive(chats: Chat[]): void {
    this.#queue = this.#queue.then(() => this.#take(chats));
  }

  async #take(chats: Chat[]): Promise<void> {
    const first = chats.find((chat) => chat.seq > this.#lastSeq);
    if (!first) return;
    if (first.seq > this.#lastSeq + 1 && !(await this.#fillUpTo(first.seq))) {
      // The gap cannot be filled now. Connecting again brings everything after the last one shown.
      this.#line().socket.disconnect().connect();
      return;
    }
    this.#pass(chats);
  }

  async #fillUpTo(seq: number): Promise<boolean> {
    while (this.#lastSeq + 1 < seq) {
      const request = { after: this.#lastSeq, limit: 100 };
      const answer = await this.#line().requests.history(request);
      if (!answer.ok || answer.data.chats.length === 0) return false;
      this.#pass(answer.data.chats);
    }
    return true;
  }

  #pass(chats: Chat[]): void {
    const fresh = chats.filter((chat) => chat.seq > this.#lastSeq);
    const last = fresh.at(-1);
    if (!last) return;
    this.#lastSeq = last.seq;
    this.#show(fresh);
  }
}
