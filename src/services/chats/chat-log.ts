import { trusted } from "mongoose";
import type { NewChat } from "../../db/models/chat.js";
import { bumpRevision } from "../../db/models/room.js";
import { updateEach } from "../../db/room-write-events.js";
import type { Chat, ChatPage } from "../../shared/events.js";
import type { Context } from "../ports.js";
import { BatchInserter } from "./batch-inserter.js";
import { ChatPages, type PageQuery, type SerializedPage } from "./chat-pages.js";
import { Quotes } from "./quotes.js";
import { type Announce, type ChatInserter, RoomChatWriter } from "./room-chat-writer.js";

const ROOM_UPDATE_MS = 2000;
const CLOSED_WRITER_MS = 60_000;

/** The chats of every room: stores and announces them in order, and reads pages of what was announced. */
export class ChatLog {
  readonly quotes: Quotes;
  readonly #context: Context;
  readonly #pages: ChatPages;
  readonly #inserter: ChatInserter;
  readonly #writers = new Map<string, RoomChatWriter>();
  readonly #roomUpdates = new Map<string, Chat>();
  #timer: NodeJS.Timeout | undefined;

  constructor(context: Context) {
    const { models, bus, events } = context;
    const batches = new BatchInserter(models.chats);
    const announced = {
      seq: (room: string) => this.#writer(room).announcedSeq,
      lastSeq: (room: string) => this.lastSeq(room),
      catchUp: (room: string, last: number) => this.catchUp(room, last),
    };
    this.quotes = new Quotes(models.chats);
    const pages = new ChatPages(models.chats, this.quotes.toChats, announced, { cached: !bus.hasOthers });
    events.on("roomRemoved", (room) => pages.forget(room));
    this.#context = context;
    this.#pages = pages;
    this.#inserter = {
      waitForArrivals: () => batches.waitForArrivals(),
      waitForReplies: () => batches.waitForReplies(),
      insert: (room, records) =>
        pages.write(room, records[0]!.seq, records.at(-1)!.seq, () => batches.insert(records)),
    };
  }

  async removeOrphans(): Promise<void> {
    const { rooms, chats } = this.#context.models;
    const known = new Set(await rooms.distinct("_id"));
    // Skips from room to room along the index instead of reading every chat.
    const next = (room: string) =>
      chats
        .findOne({ room: trusted({ $gt: room }) }, { room: 1 })
        .sort({ room: 1, seq: 1 })
        .lean();
    for (let found = await next(""); found; found = await next(found.room)) {
      // Another instance may have opened the room since the list was read.
      const exists = known.has(found.room) || (await rooms.exists({ _id: found.room }));
      if (!exists) await chats.deleteMany({ room: found.room });
    }
  }

  /** Resolves when the chat is on disk and the room has been told. */
  append(record: NewChat): Promise<Chat> {
    return this.#writer(record.room).append(record);
  }

  /** For edits: every write to a room's chats must pass here. */
  write<T>(room: string, seq: number, work: () => Promise<T>): Promise<T> {
    return this.#pages.change(room, seq, work);
  }

  writeAll<T>(room: string, work: () => Promise<T>): Promise<T> {
    return this.#pages.changeAll(room, work);
  }

  page(room: string, query: PageQuery): Promise<ChatPage> {
    return this.#pages.find(room, query);
  }

  serializedPage(room: string, query: PageQuery): Promise<SerializedPage> {
    return this.#pages.serialize(room, query);
  }

  async lastSeq(room: string): Promise<number> {
    const writer = this.#writer(room);
    if (this.#context.bus.hasOthers) await writer.catchUp();
    return writer.announcedSeq ?? writer.loadLastSeq();
  }

  /** Like `lastSeq`, without a query: only for a room whose `lastSeq` was asked before. */
  announcedSeq(room: string): number {
    return this.#writer(room).announcedSeq ?? 0;
  }

  async onStoredElsewhere(room: string, chats: Chat[]): Promise<void> {
    const last = chats.at(-1)!.seq;
    // The quoted messages may have changed here before these arrived.
    const hasQuotes = chats.some(({ replyTo }) => replyTo);
    if (!hasQuotes && this.#writers.get(room)?.advance(chats[0]!.seq, last))
      this.#context.broadcaster.chats(room, chats);
    else await this.catchUp(room, last);
  }

  async catchUp(room: string, last: number): Promise<void> {
    const announced = this.#writers.get(room)?.announcedSeq;
    if (announced !== undefined && announced < last) await this.#writer(room).catchUp();
  }

  async catchUpAll(): Promise<void> {
    for (const writer of this.#writers.values())
      if (writer.announcedSeq !== undefined) await writer.catchUp();
  }

  /** The room was removed. Resolves, when no insert is running, to whether this instance had a writer. */
  async closeRoom(room: string): Promise<boolean> {
    this.#roomUpdates.delete(room);
    const hadWriter = this.#writers.has(room);
    // Kept for a while, to refuse chats that were let in just before the removal.
    const writer = this.#writer(room);
    setTimeout(() => this.#writers.delete(room), CLOSED_WRITER_MS).unref();
    await writer.close();
    return hadWriter;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#writers.values()].map((writer) => writer.drain()));
    clearTimeout(this.#timer);
    await this.#context.background.run(() => this.#updateRooms());
  }

  #writer(room: string): RoomChatWriter {
    const existing = this.#writers.get(room);
    if (existing) return existing;
    const { chats } = this.#context.models;
    const writer = new RoomChatWriter(room, chats, this.quotes.toChats, this.#inserter, this.#announce);
    this.#writers.set(room, writer);
    return writer;
  }

  readonly #announce: Announce = (chats, { ours, wasRead }) => {
    const last = chats.at(-1)!;
    const { room } = last;
    const { broadcaster, bus, metrics } = this.#context;
    // These chats were stored without `write`, so cached pages may lack them.
    if (wasRead) this.#pages.invalidate(room, chats[0]!.seq, last.seq);
    broadcaster.chats(room, chats);
    if (ours) {
      bus.publish({ about: "chats", room, chats });
      metrics.stored(ours);
    }
    this.#roomUpdates.set(room, last);
    this.#timer ??= setTimeout(
      () => this.#context.background.retryUntilDone(() => this.#updateRooms()),
      ROOM_UPDATE_MS,
    );
  };

  async #updateRooms(): Promise<void> {
    this.#timer = undefined;
    const updates = new Map(this.#roomUpdates);
    const { rooms, roomWrites } = this.#context.models;
    const changes = new Map([...updates].map(([room, chat]) => [room, toRoomUpdate(chat)]));
    const { changed, error } = await updateEach(rooms, roomWrites, changes);
    for (const room of changed) {
      if (this.#roomUpdates.get(room) === updates.get(room)) this.#roomUpdates.delete(room);
      this.#context.events.emit("roomChanged", room);
    }
    if (error) throw error;
  }
}

const toRoomUpdate = ({ seq, createdAt }: Chat) => ({
  $max: { chats: seq, lastChatAt: new Date(createdAt) },
  ...bumpRevision,
});
