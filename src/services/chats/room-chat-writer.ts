import { trusted } from "mongoose";
import type { ChatModel, ChatRecord, NewChat } from "../../db/models/chat.js";
import type { Chat } from "../../shared/events.js";
import { Refusal } from "../errors.js";

interface Pending {
  record: NewChat;
  resolve: (stored: Chat) => void;
  reject: (reason: unknown) => void;
}

export interface ChatInserter {
  waitForArrivals(): Promise<void>;
  waitForReplies(): Promise<void>;
  /** Resolves to how many were stored, counted from the first; a duplicate key stops the batch without an error. */
  insert(room: string, records: NewChat[]): Promise<number>;
}

type ToChats = (records: readonly ChatRecord[]) => Promise<Chat[]>;

interface Origin {
  /** How many of the chats this instance stored. */
  ours: number;
  wasRead: boolean;
}

export type Announce = (chats: Chat[], origin: Origin) => void;

const MAX_PENDING = 2000;
const MAX_BATCH = 500;

// Writes the chats of one room, one batch after the other; while a batch is stored, the next gathers. This decides the
// order, leaves no holes in the numbers, and makes a busy room cost one insert and one event for many chats.
export class RoomChatWriter {
  readonly #room: string;
  readonly #chats: ChatModel;
  readonly #toChats: ToChats;
  readonly #inserter: ChatInserter;
  readonly #announce: Announce;
  readonly #pending: Pending[] = [];
  #running: Promise<void> | undefined;
  #announcedSeq: number | undefined;
  #loading: Promise<number> | undefined;
  /** A reader may find and announce them before this insert has returned. */
  #inserting: readonly NewChat[] = [];
  /** The result of a write is unknown, so chats may be stored that were never announced. */
  #needsCatchUp = false;
  #closed = false;

  constructor(room: string, chats: ChatModel, toChats: ToChats, inserter: ChatInserter, announce: Announce) {
    this.#room = room;
    this.#chats = chats;
    this.#toChats = toChats;
    this.#inserter = inserter;
    this.#announce = announce;
  }

  get announcedSeq(): number | undefined {
    return this.#announcedSeq;
  }

  append(record: NewChat): Promise<Chat> {
    if (this.#closed) throw new Refusal("ROOM_NOT_FOUND");
    if (this.#pending.length >= MAX_PENDING) throw new Refusal("BUSY");
    return new Promise((resolve, reject) => {
      this.#pending.push({ record, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  async loadLastSeq(): Promise<number> {
    this.#loading ??= this.#readLastSeq();
    try {
      this.#announcedSeq ??= await this.#loading;
      return this.#announcedSeq;
    } catch (error) {
      this.#loading = undefined;
      throw error;
    }
  }

  /** Accepts numbers stored by another instance if they are the next ones; otherwise they have to be read. */
  advance(first: number, last: number): boolean {
    if (this.#announcedSeq === undefined || first !== this.#announcedSeq + 1) return false;
    this.#announcedSeq = last;
    return true;
  }

  async catchUp(): Promise<void> {
    const seq = trusted({ $gt: await this.loadLastSeq() });
    const missed = await this.#chats.find({ room: this.#room, seq }).sort({ seq: 1 }).lean();
    this.#announceNew(await this.#toChats(missed), true);
    this.#needsCatchUp = false;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { reject } of this.#pending.splice(0)) reject(new Refusal("ROOM_NOT_FOUND"));
    await this.#running;
  }

  async drain(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    await this.#inserter.waitForArrivals();
    while (this.#pending.length || this.#needsCatchUp) {
      if (this.#pending.length) await this.#storeBatch(this.#pending.splice(0, MAX_BATCH));
      else if (!(await this.#tryCatchUp()) && !this.#pending.length) break;
      // Otherwise senders split into two groups that alternate, each with half of the chats per insert.
      if (this.#pending.length && this.#pending.length < MAX_BATCH) await this.#inserter.waitForReplies();
    }
    this.#running = undefined;
  }

  /** If it fails, the next write starts with it and reports the error. */
  #tryCatchUp(): Promise<boolean> {
    return this.catchUp().then(
      () => true,
      () => false,
    );
  }

  async #storeBatch(batch: Pending[]): Promise<void> {
    try {
      if (this.#announcedSeq === undefined) await this.loadLastSeq();
      if (this.#needsCatchUp) await this.catchUp();
      for (let rest = batch; rest.length; ) {
        const unique = uniqueByClientId(rest);
        const records = assignNumbers(unique, this.#announcedSeq! + 1);
        this.#inserting = records;
        const stored = await this.#inserter.insert(this.#room, records);
        const chats = await this.#toChats(records.slice(0, stored));
        this.#announceNew(chats, false);
        for (const [i, chat] of chats.entries()) unique[i]!.resolve(chat);
        if (stored === rest.length) return;
        const done = new Set(unique.slice(0, stored));
        rest = rest.filter((pending) => !done.has(pending));
        if (rest.length) rest = await this.#resolveDuplicate(rest, records[stored]?.seq);
      }
    } catch (error) {
      // A retry with the same clientId is answered with the chat if it was stored.
      this.#needsCatchUp = true;
      for (const { reject } of batch) reject(error);
    }
  }

  async #resolveDuplicate(rest: Pending[], refusedSeq: number | undefined): Promise<Pending[]> {
    const { author, clientId } = rest[0]!.record;
    const stored = await this.#chats.findOne({ room: this.#room, author, clientId }).lean();
    // Announce first: nobody may be answered with a chat that the room has not seen.
    if (!stored || stored.seq > this.#announcedSeq!) await this.catchUp();
    if (!stored) {
      if (refusedSeq !== undefined && this.#announcedSeq! < refusedSeq)
        throw new Error(`A chat of room ${this.#room} was refused, but its number is free`);
      return rest;
    }
    const same = rest.filter(({ record }) => record.author === author && record.clientId === clientId);
    const [chat] = await this.#toChats([stored]);
    for (const { resolve } of same) resolve(chat!);
    return rest.filter((pending) => !same.includes(pending));
  }

  #announceNew(chats: Chat[], wasRead: boolean): void {
    const fresh = chats.filter(({ seq }) => seq > this.#announcedSeq!);
    if (!fresh.length) return;
    this.#announcedSeq = fresh.at(-1)!.seq;
    const ours = wasRead ? fresh.filter((chat) => this.#isOurs(chat)).length : fresh.length;
    this.#announce(fresh, { ours, wasRead });
  }

  #isOurs({ seq, author, clientId }: Chat): boolean {
    const own = this.#inserting.find((record) => record.seq === seq);
    return own !== undefined && own.author === author && own.clientId === clientId;
  }

  async #readLastSeq(): Promise<number> {
    const last = await this.#chats.findOne({ room: this.#room }, { seq: 1 }).sort({ seq: -1 }).lean();
    return last?.seq ?? 0;
  }
}

function uniqueByClientId(batch: Pending[]): Pending[] {
  if (batch.length === 1) return batch;
  const unique = new Map<string, Pending>();
  for (const pending of batch) {
    const key = `${pending.record.author} ${pending.record.clientId}`;
    if (!unique.has(key)) unique.set(key, pending);
  }
  return [...unique.values()];
}

function assignNumbers(batch: Pending[], first: number): NewChat[] {
  return batch.map(({ record }, i) => {
    record.seq = first + i;
    return record;
  });
}
