import { trusted } from "mongoose";
import type { Chats, NewChat } from "../../db/models/chat.js";
import type { Chat } from "../../shared/events.js";
import { Refusal } from "../errors.js";
import { chatView } from "../presenters.js";

interface Waiting {
  record: NewChat;
  resolve: (stored: Chat) => void;
  reject: (reason: unknown) => void;
}

export interface ChatStore {
  /** Until all that came together with a chat is here as well. */
  turn(): Promise<void>;
  /** Until those who were just answered had a chance to say the next. */
  replyTurn(): Promise<void>;
  /** How many were stored, from the first on; a key that exists stops it without an error. */
  insert(records: NewChat[]): Promise<number>;
}

const MOST_WAITING = 2000;
const BATCH = 500;

/**
 * Writes the chats of one room, one batch after the other: while one is being stored, the next gathers. So the
 * order is decided here, numbers have no holes, and a busy room costs one write and one event for many chats.
 */
export class ChatWriter {
  readonly #room: string;
  readonly #chats: Chats;
  readonly #store: ChatStore;
  readonly #tell: (stored: Chat[], ours: boolean) => void;
  readonly #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #told: number | undefined;
  #opening: Promise<number> | undefined;
  #unsure = false;
  #ended = false;

  constructor(
    room: string,
    { chats, store }: { chats: Chats; store: ChatStore },
    tell: (stored: Chat[], ours: boolean) => void,
  ) {
    this.#room = room;
    this.#chats = chats;
    this.#store = store;
    this.#tell = tell;
  }

  /** The last number that was told to the room. */
  get told(): number | undefined {
    return this.#told;
  }

  write(record: NewChat): Promise<Chat> {
    if (this.#ended) throw new Refusal("ROOM_NOT_FOUND");
    if (this.#waiting.length >= MOST_WAITING) throw new Refusal("BUSY");
    return new Promise((resolve, reject) => {
      this.#waiting.push({ record, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Finds out how far the room is, once. */
  async open(): Promise<number> {
    this.#opening ??= this.#lastStored();
    try {
      this.#told ??= await this.#opening;
      return this.#told;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }

  /** Another process stored these, and tells them itself: are they the next ones? Else they are to be read. */
  follow(first: number, last: number): boolean {
    if (this.#told === undefined || first !== this.#told + 1) return false;
    this.#told = last;
    return true;
  }

  /** Tells what is stored and was not told: by a write whose answer was lost, or by another process. */
  async catchUp(): Promise<void> {
    const seq = trusted({ $gt: await this.open() });
    const missed = await this.#chats.find({ room: this.#room, seq }).sort({ seq: 1 }).lean();
    this.#publish(missed.map(chatView), false);
    this.#unsure = false;
  }

  /** The room is gone: refuses what waits, and resolves when nothing is being stored any more. */
  async end(): Promise<void> {
    this.#ended = true;
    for (const { reject } of this.#waiting.splice(0)) reject(new Refusal("ROOM_NOT_FOUND"));
    await this.#running;
  }

  /** Resolves when everything that waits is stored. */
  async drain(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    await this.#store.turn();
    while (this.#waiting.length || this.#unsure) {
      if (this.#waiting.length) await this.#settle(this.#waiting.splice(0, BATCH));
      // What came meanwhile is not to wait for the next that comes.
      else if (!(await this.#recover()) && !this.#waiting.length) break;
      // Otherwise those who wait and those just answered would take turns, with half of the chats in each event.
      if (this.#waiting.length && this.#waiting.length < BATCH) await this.#store.replyTurn();
    }
    this.#running = undefined;
  }

  /** After a fault with nothing more to write. If it fails, the next write begins with it and passes the fault on. */
  #recover(): Promise<boolean> {
    return this.catchUp().then(
      () => true,
      () => false,
    );
  }

  async #settle(batch: Waiting[]): Promise<void> {
    try {
      if (this.#told === undefined) await this.open();
      if (this.#unsure) await this.catchUp();
      for (let rest = batch; rest.length; ) {
        const first = distinct(rest);
        const records = number(first, this.#told! + 1);
        const stored = await this.#store.insert(records);
        const chats = records.slice(0, stored).map(chatView);
        this.#publish(chats, true);
        for (const [i, chat] of chats.entries()) first[i]!.resolve(chat);
        if (stored === rest.length) return;
        const done = new Set(first.slice(0, stored));
        rest = rest.filter((waiting) => !done.has(waiting));
        if (rest.length) rest = await this.#resolveStored(rest, records[stored]?.seq);
      }
    } catch (error) {
      // Whether they are stored is unknown. Those who ask again by the same clientId will be told.
      this.#unsure = true;
      for (const { reject } of batch) reject(error);
    }
  }

  /** Answers the first of those left with the chat that has its clientId; without one, its number was taken. */
  async #resolveStored(rest: Waiting[], refused: number | undefined): Promise<Waiting[]> {
    const { author, clientId } = rest[0]!.record;
    const stored = await this.#chats.findOne({ room: this.#room, author, clientId }).lean();
    // Before it is answered, so that nobody has an answer that is ahead of what the room was told.
    if (!stored || stored.seq > this.#told!) await this.catchUp();
    if (!stored) {
      if (refused !== undefined && this.#told! < refused)
        throw new Error(`A chat of ${this.#room} was refused, but its number is free`);
      return rest;
    }
    const same = rest.filter(({ record }) => record.author === author && record.clientId === clientId);
    for (const { resolve } of same) resolve(chatView(stored));
    return rest.filter((waiting) => !same.includes(waiting));
  }

  /** What another process told, or a look at the database, is not told again. */
  #publish(chats: Chat[], ours: boolean): void {
    const news = chats.filter(({ seq }) => seq > this.#told!);
    if (!news.length) return;
    this.#told = news.at(-1)!.seq;
    this.#tell(news, ours);
  }

  async #lastStored(): Promise<number> {
    const last = await this.#chats.findOne({ room: this.#room }, { seq: 1 }).sort({ seq: -1 }).lean();
    return last?.seq ?? 0;
  }
}

/** A clientId that was sent twice while waiting goes into the batch once. */
function distinct(batch: Waiting[]): Waiting[] {
  if (batch.length === 1) return batch;
  const seen = new Map<string, Waiting>();
  for (const waiting of batch) {
    const key = `${waiting.record.author} ${waiting.record.clientId}`;
    if (!seen.has(key)) seen.set(key, waiting);
  }
  return [...seen.values()];
}

/** No write has these any more when they are numbered anew. */
function number(batch: Waiting[], first: number): NewChat[] {
  return batch.map(({ record }, i) => {
    record.seq = first + i;
    return record;
  });
}
