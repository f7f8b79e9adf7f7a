import type { Chat } from "../../../shared/events.js";
import { place } from "../page-data.js";
import type { Stream } from "./chat-list.js";

/** What was edited and removed, and up to which change of the room the page knows them all. */
export class Changes {
  readonly #stream: Stream;
  #known = place.changed;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  get known(): number {
    return this.#known;
  }

  /** The server says that everything up to here has been sent. */
  reached(change: number): void {
    this.#known = change;
  }

  receive(chat: Chat): void {
    // Beyond a gap there may be one that was missed: the next connection asks for it.
    if (chat.change === this.#known + 1) this.#known = chat.change;
    this.#stream.replace(chat);
  }
}
