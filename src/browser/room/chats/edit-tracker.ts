import type { Chat } from "../../../shared/events.js";
import { pageData } from "../page-data.js";
import type { ChatList } from "./chat-list.js";

/** Applies edits and removals, and knows up to which change the page has them all. */
export class EditTracker {
  readonly #chatList: ChatList;
  #lastChange = pageData.lastChange;

  constructor(chatList: ChatList) {
    this.#chatList = chatList;
  }

  get lastChange(): number {
    return this.#lastChange;
  }

  setLastChange(change: number): void {
    this.#lastChange = change;
  }

  receive(chat: Chat): void {
    if (chat.change) this.note(chat.change);
    this.#chatList.update(chat);
  }

  note(change: number): void {
    // After a gap the number stays, so that the next connection asks for the missing changes.
    if (change === this.#lastChange + 1) this.#lastChange = change;
  }
}
