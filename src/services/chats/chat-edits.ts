import { mongo, trusted } from "mongoose";
import type { ChatRecord } from "../../db/models/chat.js";
import { touch } from "../../db/models/room.js";
import { Lines } from "../../lib/keyed-queue.js";
import type { Chat, ChatPage } from "../../shared/events.js";
import { Refusal } from "../errors.js";
import type { Context } from "../ports.js";
import { chatView } from "../presenters.js";
import type { Newest } from "./recent-chats.js";

/**
 * Edits and removals. Each takes the number after the room's last one, which nobody else can take, so that whoever
 * knows all up to a number misses nothing by asking for what came after it.
 */
export class Changes {
  readonly #context: Context;
  readonly #newest: Newest;
  /** They would only take each other's numbers; and so they are told in their order. */
  readonly #lines = new Lines(500);
  /** By room: the last that those who listen here were told of. Where there are no others, that is the last there is. */
  readonly #told = new Map<string, number>();
  readonly #looking = new Map<string, Promise<number>>();

  constructor(context: Context, newest: Newest) {
    this.#context = context;
    this.#newest = newest;
  }

  edit(found: ChatRecord, chat: string): Promise<Chat> {
    return this.#lines.take(found.room, async () => {
      const edited = await this.#change(found, { chat, editedAt: new Date() });
      await this.#tell(edited);
      return edited;
    });
  }

  remove(found: ChatRecord): Promise<Chat> {
    return this.#lines.take(found.room, async () => {
      const removed = await this.#change(found, { removedAt: new Date() }, { chat: 1, gif: 1 });
      await this.#tell(removed);
      return removed;
    });
  }

  /** Another instance has changed something: those who listen here are told as soon as all before it was. */
  async hear(room: string, last: number): Promise<void> {
    const told = this.#told.get(room);
    if (told === undefined || told >= last) return;
    await this.#lines.take(room, () => this.#catchUp(room));
  }

  /** Nobody listens here any more. */
  forget(room: string): void {
    this.#told.delete(room);
  }

  /** The number of the room's last change; 0 when there was none. */
  async last(room: string): Promise<number> {
    const known = this.#context.peers.alone ? this.#told.get(room) : undefined;
    if (known !== undefined) return known;
    // Those who come back at the same moment share the look.
    const looking = this.#looking.get(room) ?? this.#look(room).finally(() => this.#looking.delete(room));
    this.#looking.set(room, looking);
    const number = await looking;
    if (!this.#told.has(room)) this.#told.set(room, number);
    return this.#context.peers.alone ? this.#told.get(room)! : number;
  }

  /** The chats that were changed after a change, as they are now, in the order of their last changes. */
  async since(room: string, number: number, most: number): Promise<ChatPage> {
    if (this.#context.peers.alone && number >= (await this.last(room))) return { chats: [], more: false };
    const found = await this.#context.models.chats
      .find({ "change.room": room, "change.number": trusted({ $gt: number }) })
      .sort({ "change.number": 1 })
      .limit(most + 1)
      .lean();
    return { chats: found.slice(0, most).map(chatView), more: found.length > most };
  }

  async #look(room: string): Promise<number> {
    const last = await this.#context.models.chats
      .findOne({ "change.room": room }, { change: 1 })
      .sort({ "change.number": -1 })
      .lean();
    return last?.change?.number ?? 0;
  }

  async #tell(chat: Chat): Promise<void> {
    const { peers, background } = this.#context;
    if (peers.alone) return this.#announce(chat);
    const { room, change: last = 0 } = chat;
    peers.tell({ about: "changes", room, last });
    background.insist(() => this.#note(room, last));
    if (this.#told.get(room) === last - 1) this.#announce(chat);
    else await this.#catchUp(room);
  }

  #announce(chat: Chat): void {
    const { announcer } = this.#context;
    if (chat.removedAt) announcer.chatRemoved(chat.room, chat);
    else announcer.chatEdited(chat.room, chat);
    if (this.#told.has(chat.room)) this.#told.set(chat.room, chat.change!);
  }

  async #catchUp(room: string): Promise<void> {
    for (let more = this.#told.has(room); more; ) {
      const page = await this.since(room, this.#told.get(room) ?? Infinity, MOST_AT_ONCE);
      for (const chat of page.chats) this.#announce(chat);
      more = page.more;
    }
  }

  /** For the instances that do not hear it. */
  async #note(room: string, last: number): Promise<void> {
    await this.#context.models.rooms.updateOne({ _id: room }, { $max: { changes: last }, ...touch });
  }

  async #change({ room, seq }: ChatRecord, set: object, unset?: object): Promise<Chat> {
    const { chats } = this.#context.models;
    const which = { room, seq, removedAt: trusted({ $exists: false }) };
    for (;;) {
      const change = { room, number: (await this.last(room)) + 1 };
      const work = { $set: { ...set, change }, ...(unset && { $unset: unset }) };
      const write = () => chats.findOneAndUpdate(which, work, { returnDocument: "after" }).lean();
      try {
        const changed = await this.#newest.write(room, write);
        if (!changed) throw new Refusal("CHAT_NOT_FOUND");
        return chatView(changed);
      } catch (error) {
        // Whether it is stored is unknown: the database is to be asked again.
        if (this.#context.peers.alone && !(error instanceof Refusal)) this.#told.delete(room);
        // Another process took the number: there is a next one.
        if (!(error instanceof mongo.MongoServerError) || error.code !== DUPLICATE_KEY) throw error;
      }
    }
  }
}

const DUPLICATE_KEY = 11000;
const MOST_AT_ONCE = 100;
