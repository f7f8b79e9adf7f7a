import { trusted } from "mongoose";
import type { ChatRecord, GifRecord, NewChat } from "../../db/models/chat.js";
import type { Chat, ChatPage, Member, Whisper } from "../../shared/events.js";
import { limits } from "../../shared/limits.js";
import { Refusal } from "../errors.js";
import type { Context } from "../ports.js";
import { chatView, memberView } from "../presenters.js";
import type { Rooms } from "../rooms/rooms.js";
import type { Seats } from "../seats/seats.js";
import { inputs, parse } from "../validation.js";
import { randomId } from "../visitors/visitors.js";
import type { Changes } from "./chat-edits.js";
import type { ChatWriters } from "./chat-log.js";
import type { Newest } from "./recent-chats.js";

export interface ChatParts {
  rooms: Rooms;
  seats: Seats;
  writers: ChatWriters;
  changes: Changes;
  newest: Newest;
}

export class Chats {
  readonly #context: Context;
  readonly #parts: ChatParts;

  constructor(context: Context, parts: ChatParts) {
    this.#context = context;
    this.#parts = parts;
  }

  async send(author: Member, room: string, input: unknown): Promise<Chat> {
    await this.#parts.seats.require(author, room);
    const { chat, clientId } = parse(inputs.chat, input);
    await this.#context.limiter.allow("chat", author.id);
    // Awaited in here: a promise that is handed on costs each chat three turns more.
    return await this.#parts.writers.of(room).write(newChat(author, room, clientId, { chat }));
  }

  /** The picture has been checked and lies in its place. */
  async sendGif(author: Member, room: string, gif: GifRecord, clientId: string | undefined): Promise<Chat> {
    await this.#parts.seats.require(author, room);
    await this.#context.limiter.allow("chat", author.id);
    return await this.#parts.writers.of(room).write(newChat(author, room, clientId, { gif }));
  }

  async page(reader: Member, room: string, input: unknown): Promise<ChatPage> {
    const { before, after, changed, limit } = parse(inputs.history, input);
    if (!this.#parts.seats.holds(room, reader.id)) await this.#parts.rooms.reach(reader, room);
    const most = Math.min(limit ?? limits.page.usual, limits.page.most);
    if (changed !== undefined) return this.#parts.changes.since(room, changed, most);
    if (after !== undefined) return this.#following(room, after, most);
    return before === undefined && most <= limits.page.usual
      ? this.#newest(room, most)
      : this.#latest(room, before, most);
  }

  /** How far the room is: what comes later is told to those who listen. */
  async lastSeq(room: string): Promise<number> {
    const writer = this.#parts.writers.of(room);
    if (!this.#context.peers.alone) await writer.catchUp();
    return writer.told ?? writer.open();
  }

  /** The same without a wait, for a room whose `lastSeq` was asked before. */
  toldSeq(room: string): number {
    return this.#parts.writers.of(room).told ?? 0;
  }

  async edit(author: Member, room: string, input: unknown): Promise<Chat> {
    await this.#parts.seats.require(author, room);
    const { seq, chat } = parse(inputs.edit, input);
    const found = await this.#find(room, seq);
    if (found.author !== author.id || found.gif) throw new Refusal("NOT_ALLOWED");
    await this.#context.limiter.allow("chat", author.id);
    return this.#parts.changes.edit(found, chat);
  }

  async remove(visitor: Member, room: string, input: unknown): Promise<Chat> {
    await this.#parts.seats.require(visitor, room);
    const { seq } = parse(inputs.seq, input);
    const found = await this.#find(room, seq);
    const owner = (await this.#parts.rooms.find(room)).owner.id;
    if (found.author !== visitor.id && owner !== visitor.id) throw new Refusal("NOT_ALLOWED");
    const view = await this.#parts.changes.remove(found);
    const file = found.gif?.file;
    if (file) await this.#context.files.remove(room, [`${file}.gif`, `${file}.webp`]);
    return view;
  }

  async whisper(from: Member, room: string, input: unknown): Promise<Whisper> {
    await this.#parts.seats.require(from, room);
    const { to, chat } = parse(inputs.whisper, input);
    const listener = (await this.#parts.rooms.find(room)).members.find(({ id }) => id === to);
    if (!listener || to === from.id) throw new Refusal("MEMBER_NOT_FOUND");
    const createdAt = new Date().toISOString();
    const whisper = { from: memberView(from), to: memberView(listener), chat, createdAt };
    this.#context.announcer.whispered(room, whisper);
    this.#context.peers.tell({ about: "whisper", room, whisper });
    return whisper;
  }

  typing(visitor: Member, room: string): void {
    if (!this.#parts.seats.holds(room, visitor.id)) return;
    this.#context.announcer.typing(room, visitor.id);
    this.#context.peers.tell({ about: "typing", room, member: visitor.id });
  }

  async #newest(room: string, most: number): Promise<ChatPage> {
    const chats = await this.#parts.newest.find(room);
    const heard = await this.#heard(room, chats);
    return { chats: heard.slice(-most), more: heard.length > most || chats.length > limits.page.usual };
  }

  async #latest(room: string, before: number | undefined, most: number): Promise<ChatPage> {
    const filter = { room, ...(before !== undefined && { seq: trusted({ $lt: before }) }) };
    const page = await this.#query(filter, -1, most);
    return { ...page, chats: page.chats.reverse() };
  }

  #following(room: string, after: number, most: number): Promise<ChatPage> {
    return this.#query({ room, seq: trusted({ $gt: after }) }, 1, most);
  }

  /**
   * A chat that is stored but not told yet is left out: whoever listens will hear it in a moment, and would
   * otherwise have it twice.
   */
  async #heard<T extends { seq: number }>(room: string, found: readonly T[]): Promise<T[]> {
    const { writers } = this.#parts;
    const newest = Math.max(0, ...found.map(({ seq }) => seq));
    // Where there are other instances, what is not told yet may be theirs, and acknowledged.
    if (!this.#context.peers.alone) await writers.catchUp(room, newest);
    const told = writers.of(room).told ?? Infinity;
    return found.filter(({ seq }) => seq <= told);
  }

  async #query(filter: { room: string; seq?: object }, direction: 1 | -1, most: number): Promise<ChatPage> {
    const found = await this.#context.models.chats
      .find(filter)
      .sort({ seq: direction })
      .limit(most + 1)
      .lean();
    const heard = await this.#heard(filter.room, found);
    return { chats: heard.slice(0, most).map(chatView), more: heard.length > most };
  }

  async #find(room: string, seq: number): Promise<ChatRecord> {
    const found = await this.#context.models.chats.findOne({ room, seq }).lean();
    if (!found || found.removedAt) throw new Refusal("CHAT_NOT_FOUND");
    return found;
  }
}

/**
 * Its number and its id are given when it is written. The id has the first place already: put behind, the embedded
 * store would have to move it. Field by field, since spreading takes several times as long.
 */
function newChat(
  { id: author, color: user, name }: Member,
  room: string,
  clientId = randomId(),
  what: { chat: string } | { gif: GifRecord },
): NewChat {
  const createdAt = new Date();
  const record: NewChat = { _id: undefined, room, seq: 0, author, clientId, user, name, createdAt };
  if ("chat" in what) record.chat = what.chat;
  else record.gif = what.gif;
  return record;
}
