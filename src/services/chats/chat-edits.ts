import { mongo, trusted } from "mongoose";
import type { ChatRecord } from "../../db/models/chat.js";
import { bumpRevision } from "../../db/models/room.js";
import { KeyedQueue } from "../../lib/keyed-queue.js";
import type { Chat, ChatPage } from "../../shared/events.js";
import { isDatabaseUnavailable, Refusal } from "../errors.js";
import type { Context } from "../ports.js";
import { toChat } from "../presenters.js";
import type { ChatLog } from "./chat-log.js";

const DUPLICATE_KEY = 11000;
const CATCH_UP_PAGE = 100;

// Edits and removals. Each takes the room's next change number, by a unique index; a client that knows all changes up
// to a number misses nothing by asking for those after it.
export class ChatEdits {
  readonly #context: Context;
  readonly #log: ChatLog;
  /** In parallel, edits of a room would only compete for the same number and be announced out of order. */
  readonly #queue = new KeyedQueue({ maxWaiting: 500 });
  /** The last change announced here, by room. For a single instance it is the last there is. */
  readonly #announced = new Map<string, number>();
  readonly #reading = new Map<string, Promise<number>>();

  constructor(context: Context, log: ChatLog) {
    this.#context = context;
    this.#log = log;
    context.events.on("roomRemoved", (room) => this.#announced.delete(room));
  }

  edit(found: ChatRecord, chat: string): Promise<Chat> {
    return this.#apply(found, { $set: { chat, editedAt: new Date() } });
  }

  remove(found: ChatRecord): Promise<Chat> {
    return this.#apply(found, { $set: { removedAt: new Date() }, $unset: { chat: 1, gif: 1 } });
  }

  /** Another instance changed something. Announced in order, after all changes before it. */
  async onChangedElsewhere(room: string, last: number): Promise<void> {
    const announced = this.#announced.get(room);
    if (announced === undefined || announced >= last) return;
    await this.#queue.run(room, () => this.#catchUp(room));
  }

  async last(room: string): Promise<number> {
    const { hasOthers } = this.#context.bus;
    const known = hasOthers ? undefined : this.#announced.get(room);
    if (known !== undefined) return known;
    const reading = this.#reading.get(room) ?? this.#readLast(room).finally(() => this.#reading.delete(room));
    this.#reading.set(room, reading);
    const last = await reading;
    if (!this.#announced.has(room)) this.#announced.set(room, last);
    return hasOthers ? last : this.#announced.get(room)!;
  }

  async since(room: string, change: number, limit: number): Promise<ChatPage> {
    if (!this.#context.bus.hasOthers && change >= (await this.last(room))) return { chats: [], more: false };
    return this.#readSince(room, change, limit);
  }

  async #readSince(room: string, change: number, limit: number): Promise<ChatPage> {
    const found = await this.#context.models.chats
      .find({ "change.room": room, "change.number": trusted({ $gt: change }) })
      .sort({ "change.number": 1 })
      .limit(limit + 1)
      .lean();
    return { chats: found.slice(0, limit).map(toChat), more: found.length > limit };
  }

  #apply(found: ChatRecord, update: { $set: object; $unset?: object }): Promise<Chat> {
    return this.#queue.run(found.room, async () => {
      const changed = await this.#store(found, update);
      await this.#publish(changed);
      return changed;
    });
  }

  async #store(
    { room, seq }: ChatRecord,
    { $set, $unset }: { $set: object; $unset?: object },
  ): Promise<Chat> {
    const { models, bus } = this.#context;
    const filter = { room, seq, removedAt: trusted({ $exists: false }) };
    for (;;) {
      const change = { room, number: (await this.last(room)) + 1 };
      const update = { $set: { ...$set, change }, ...($unset && { $unset }) };
      const write = () => models.chats.findOneAndUpdate(filter, update, { returnDocument: "after" }).lean();
      try {
        const changed = await this.#log.write(room, seq, write);
        if (!changed) throw new Refusal("CHAT_NOT_FOUND");
        return toChat(changed);
      } catch (error) {
        if (isDatabaseUnavailable(error)) this.#publishLost(room);
        const isTaken = error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY;
        if (!isTaken) throw error;
        // On a single instance, only an edit whose answer was lost can have this number.
        if (!bus.hasOthers) await this.#catchUp(room);
      }
    }
  }

  async #publish(chat: Chat): Promise<void> {
    const { bus, background } = this.#context;
    if (!bus.hasOthers) return this.#announce(chat);
    const { room, change: last = 0 } = chat;
    bus.publish({ about: "changes", room, last });
    background.retryUntilDone(() => this.#recordLast(room, last));
    if (this.#announced.get(room) === last - 1) this.#announce(chat);
    else await this.#catchUp(room);
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

  #announce(chat: Chat): void {
    const { broadcaster } = this.#context;
    if (chat.removedAt) broadcaster.chatRemoved(chat.room, chat);
    else broadcaster.chatEdited(chat.room, chat);
    if (this.#announced.has(chat.room)) this.#announced.set(chat.room, chat.change!);
  }

  async #catchUp(room: string): Promise<void> {
    for (let more = this.#announced.has(room); more; ) {
      const announced = this.#announced.get(room) ?? Number.POSITIVE_INFINITY;
      const page = await this.#readSince(room, announced, CATCH_UP_PAGE);
      for (const chat of page.chats) this.#announce(chat);
      more = page.more;
    }
  }

  async #readLast(room: string): Promise<number> {
    const last = await this.#context.models.chats
      .findOne({ "change.room": room }, { change: 1 })
      .sort({ "change.number": -1 })
      .lean();
    return last?.change?.number ?? 0;
  }

  async #recordLast(room: string, last: number): Promise<void> {
    await this.#context.models.rooms.updateOne({ _id: room }, { $max: { changes: last }, ...bumpRevision });
  }
}
