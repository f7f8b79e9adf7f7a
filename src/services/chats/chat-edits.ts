import { trusted } from "mongoose";
import type { ChatRecord, GifRecord, ReactionRecord } from "../../db/models/chat.js";
import { bumpRevision } from "../../db/models/room.js";
import { KeyedQueue } from "../../lib/keyed-queue.js";
import type { Chat, ChatPage } from "../../shared/events.js";
import { isDatabaseUnavailable, Refusal } from "../errors.js";
import type { Context } from "../ports.js";
import { toReaction } from "../presenters.js";
import { readChangesSince, readLastChange } from "./change-reads.js";
import { ChangeWriter, type Decide, type Kind, type Place } from "./change-writer.js";
import type { ChatLog } from "./chat-log.js";

const CATCH_UP_PAGE = 100;

// Edits, reactions and removals. Each takes the room's next change number, by a unique index; a client that knows all
// changes up to a number misses nothing by asking for those after it.
export class ChatEdits {
  readonly #context: Context;
  readonly #log: ChatLog;
  readonly #writer: ChangeWriter;
  /** In parallel, edits of a room would only compete for the same number and be announced out of order. */
  readonly #queue = new KeyedQueue({ maxWaiting: 500 });
  /** The last change announced here, by room. For a single instance it is the last there is. */
  readonly #announced = new Map<string, number>();
  readonly #reading = new Map<string, Promise<number>>();
  /** Rooms in whose queue a catch-up waits. */
  readonly #waiting = new Set<string>();

  constructor(context: Context, log: ChatLog) {
    this.#context = context;
    this.#log = log;
    this.#writer = new ChangeWriter(context, {
      write: (room, seq, work) => log.write(room, seq, work),
      last: (room) => this.last(room),
      catchUp: (room) => this.#catchUp(room),
    });
    context.events.on("roomRemoved", (room) => this.#announced.delete(room));
  }

  edit(found: ChatRecord, chat: string, mentions: string[]): Promise<Chat> {
    const update = { $set: { chat, editedAt: new Date(), mentions } };
    return this.#apply(found, () => update);
  }

  /** `onRemoving` gets the picture as it is by then: its small version may have been added since it was found. */
  remove(found: ChatRecord, onRemoving: (gif: GifRecord) => void = () => {}): Promise<Chat> {
    const $unset = { chat: 1, gif: 1, replyTo: 1, mentions: 1, reactions: 1 };
    const decide = async () => {
      const current = found.gif && (await this.#writer.find(found.room, found.seq))?.gif;
      if (current) onRemoving(current);
      return { $set: { removedAt: new Date() }, $unset };
    };
    return this.#apply(found, decide);
  }

  /** `stored`: the bytes of the picture with its small version. */
  addSmall(found: Place, file: string, stored: number): Promise<Chat> {
    const decide = async () => {
      const { gif } = (await this.#writer.find(found.room, found.seq)) ?? {};
      if (gif?.file !== file || gif.small) return undefined;
      return { $set: { "gif.small": true, "gif.stored": stored } };
    };
    return this.#apply(found, decide);
  }

  /** In all other messages of the picture. Who has them already learns it with the next page. */
  async addSmallUntold(room: string, file: string, stored: number): Promise<void> {
    const others = { room, "gif.file": file, "gif.small": trusted({ $ne: true }) };
    const $set = { "gif.small": true, "gif.stored": stored };
    await this.#log.writeAll(room, () => this.#context.models.chats.updateMany(others, { $set }));
  }

  react(found: Place, change: (reactions: ReactionRecord[]) => boolean): Promise<Chat> {
    const { room, seq } = found;
    const decide = async () => {
      const { reactions = [] } = (await this.#writer.find(room, seq)) ?? {};
      return change(reactions) ? { $set: { reactions } } : undefined;
    };
    return this.#apply(found, decide, { isReaction: true });
  }

  /** Another instance changed something. Announced in order, after all changes before it. */
  async onChangedElsewhere(room: string, last: number): Promise<void> {
    const announced = this.#announced.get(room);
    if (announced === undefined || announced >= last) return;
    // One that waits reads what later hints are about, too.
    if (this.#waiting.has(room)) return;
    this.#waiting.add(room);
    const catchUp = () => {
      this.#waiting.delete(room);
      return this.#catchUp(room);
    };
    await this.#queue.run(room, catchUp).finally(() => this.#waiting.delete(room));
  }

  async last(room: string): Promise<number> {
    const { hasOthers } = this.#context.bus;
    const known = hasOthers ? undefined : this.#announced.get(room);
    if (known !== undefined) return known;
    const reading =
      this.#reading.get(room) ??
      readLastChange(this.#context.models.chats, room).finally(() => this.#reading.delete(room));
    this.#reading.set(room, reading);
    const last = await reading;
    if (!this.#announced.has(room)) this.#announced.set(room, last);
    return hasOthers ? last : this.#announced.get(room)!;
  }

  async since(room: string, change: number, limit: number): Promise<ChatPage> {
    if (!this.#context.bus.hasOthers && change >= (await this.last(room))) return { chats: [], more: false };
    const { records, more } = await readChangesSince(this.#context.models.chats, room, change, limit);
    return { chats: await this.#log.quotes.toChats(records), more };
  }

  #apply(place: Place, decide: Decide, kind: Kind = {}): Promise<Chat> {
    const { room, seq } = place;
    return this.#queue.run(room, async () => {
      try {
        const changed = await this.#writer.write(place, decide, kind);
        if (changed) return await this.#publish(changed);
      } catch (error) {
        // It may be stored.
        if (isDatabaseUnavailable(error)) this.#publishLost(room);
        throw error;
      }
      const same = await this.#writer.find(room, seq);
      if (!same || same.removedAt) throw new Refusal("CHAT_NOT_FOUND");
      return this.#log.quotes.toChat(same);
    });
  }

  async #publish(record: ChatRecord): Promise<Chat> {
    const { bus, background } = this.#context;
    const { room, change } = record;
    const last = change!.number;
    if (bus.hasOthers) {
      bus.publish({ about: "changes", room, last });
      background.retryUntilDone(() => this.#recordLast(room, last));
    }
    const chat = await this.#log.quotes.toChat(record);
    if (!bus.hasOthers || this.#announced.get(room) === last - 1) this.#announce(record, chat);
    else await this.#catchUp(room);
    return chat;
  }

  /** The answer to an edit was lost. If it was stored, tell the members. */
  #publishLost(room: string): void {
    const { bus, background } = this.#context;
    background.onceSettled(async () => {
      await this.#queue.run(room, () => this.#catchUp(room));
      const last = this.#announced.get(room);
      if (!bus.hasOthers || !last) return;
      bus.publish({ about: "changes", room, last });
      await this.#recordLast(room, last);
    });
  }

  /** Returns whether numbers are missing: then any of the chats may have had changes that were not told. */
  #announce({ room, seq, change, reactions = [] }: ChatRecord, chat: Chat, hadGap = false): boolean {
    const { broadcaster } = this.#context;
    const { number, isReaction } = change!;
    const hasGap = hadGap || ![undefined, number - 1].includes(this.#announced.get(room));
    this.#log.quotes.changed(room);
    if (isReaction && !hasGap && !chat.removedAt) {
      const payload = { seq, reactions: reactions.map(toReaction), change: number };
      broadcaster.chatChanged(room, { name: "react", payload });
    } else broadcaster.chatChanged(room, { name: chat.removedAt ? "removeChat" : "editChat", payload: chat });
    if (this.#announced.has(room)) this.#announced.set(room, number);
    return hasGap;
  }

  async #catchUp(room: string): Promise<void> {
    let hasGap = false;
    for (let more = this.#announced.has(room); more; ) {
      const announced = this.#announced.get(room) ?? Number.POSITIVE_INFINITY;
      const page = await readChangesSince(this.#context.models.chats, room, announced, CATCH_UP_PAGE);
      const chats = await this.#log.quotes.toChats(page.records);
      for (const [i, record] of page.records.entries()) hasGap = this.#announce(record, chats[i]!, hasGap);
      more = page.more;
    }
  }

  async #recordLast(room: string, last: number): Promise<void> {
    await this.#context.models.rooms.updateOne({ _id: room }, { $max: { changes: last }, ...bumpRevision });
  }
}
