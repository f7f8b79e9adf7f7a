import type { Chat } from "../../../shared/events.js";
import { limits } from "../../../shared/limits.js";
import { pageData } from "../page-data.js";
import type { ChatSocket, SendRequest } from "../socket.js";

/** Passes on each chat once and in order, whatever happens to the connection. */
export class IncomingChats {
  readonly #socket: ChatSocket;
  readonly #sendRequest: SendRequest;
  readonly #onChats: (chats: Chat[]) => void;
  #lastSeq = pageData.lastSeq;
  #queue = Promise.resolve();

  constructor(socket: ChatSocket, sendRequest: SendRequest, onChats: (chats: Chat[]) => void) {
    this.#socket = socket;
    this.#sendRequest = sendRequest;
    this.#onChats = onChats;
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  receive(chats: Chat[]): void {
    this.#queue = this.#queue.then(() => this.#process(chats));
  }

  async #process(chats: Chat[]): Promise<void> {
    const first = chats.find((chat) => chat.seq > this.#lastSeq);
    if (!first) return;
    if (first.seq > this.#lastSeq + 1 && !(await this.#fetchUpTo(first.seq))) {
      // On connecting again, the server sends everything after the last chat shown.
      this.#socket.disconnect().connect();
      return;
    }
    this.#passOn(chats);
  }

  async #fetchUpTo(seq: number): Promise<boolean> {
    while (this.#lastSeq + 1 < seq) {
      const request = { after: this.#lastSeq, limit: limits.page.most };
      const answer = await this.#sendRequest("history", request);
      if (!answer.ok || answer.data.chats.length === 0) return false;
      this.#passOn(answer.data.chats);
    }
    return true;
  }

  #passOn(chats: Chat[]): void {
    const fresh = chats.filter((chat) => chat.seq > this.#lastSeq);
    const last = fresh.at(-1);
    if (!last) return;
    this.#lastSeq = last.seq;
    this.#onChats(fresh);
  }
}
