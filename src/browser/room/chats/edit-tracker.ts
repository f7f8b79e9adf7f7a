import type { Chat, Reacted, Reaction } from "../../../shared/events.js";
import { updateGif } from "../../gifs/small-version.js";
import { pageData } from "../page-data.js";
import { readReactions, updateReactions } from "../reactions/reaction-row.js";
import { updateQuotes } from "../reply/quotes.js";
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
    if (!updateGif(this.#chatList.getElement(chat.seq), chat)) this.#chatList.update(chat);
    updateQuotes(chat);
  }

  receiveReactions({ seq, reactions, change }: Reacted): void {
    this.note(change);
    const chat = this.#chatList.getElement(seq);
    if (!chat) return;
    const before = readReactions(chat);
    const isNew = updateReactions(chat, { reactions, change });
    if (isNew && chat.matches(".mine")) void announce(before, reactions);
  }

  note(change: number): void {
    // After a gap the number stays, so that the next connection asks for the missing changes.
    if (change === this.#lastChange + 1) this.#lastChange = change;
  }
}

async function announce(before: readonly Reaction[], after: readonly Reaction[]): Promise<void> {
  const { announceReactions } = await import("../reactions/announcer.js");
  announceReactions(before, after);
}
