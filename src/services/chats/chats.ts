import type { ChatRecord } from "../../db/models/chat.js";
import { isModerator } from "../../db/models/room-roles.js";
import type { Chat, ChatPage, Found, Member, Whisper } from "../../shared/events.js";
import { limits } from "../../shared/limits.js";
import { Refusal } from "../errors.js";
import { SharedPictures } from "../gifs/shared-pictures.js";
import { StoredPictures } from "../gifs/stored-pictures.js";
import { assertHook } from "../hooks/find-hook.js";
import { type Author, type Context, tellRoom, type Visitor } from "../ports.js";
import { toMember } from "../presenters.js";
import type { PictureQuota } from "../quotas/picture-quota.js";
import { assertMayRead, type Requester } from "../rooms/room-access.js";
import type { RoomCache } from "../rooms/room-cache.js";
import type { Seats } from "../seats/seats.js";
import { inputs, parse } from "../validation.js";
import type { ChatEdits } from "./chat-edits.js";
import type { ChatLog } from "./chat-log.js";
import type { SerializedPage } from "./chat-pages.js";
import { ChatSearch, type InTurn } from "./chat-search.js";
import { ChatSender } from "./chat-sender.js";
import { Reactions, wouldChange } from "./reactions.js";
import { Speaking } from "./speaking.js";

export class Chats {
  readonly sender: ChatSender;
  readonly pictures: StoredPictures;
  readonly shared: SharedPictures;
  readonly #context: Context;
  readonly #rooms: RoomCache;
  readonly #seats: Seats;
  readonly #log: ChatLog;
  readonly #edits: ChatEdits;
  readonly #speaking: Speaking;
  readonly #reactions: Reactions;
  readonly #search: ChatSearch;

  constructor(
    context: Context,
    rooms: RoomCache,
    seats: Seats,
    log: ChatLog,
    edits: ChatEdits,
    quota: PictureQuota,
  ) {
    this.#context = context;
    this.#rooms = rooms;
    this.#seats = seats;
    this.#log = log;
    this.#edits = edits;
    this.pictures = new StoredPictures(context, quota);
    this.shared = new SharedPictures(context, this.pictures, edits);
    this.#speaking = new Speaking(context, rooms, log.quotes, (room) => seats.snapshot(room));
    const seating = {
      assertSeated: (visitor: Member, room: string) => seats.assertSeated(visitor, room),
      assertHook: (hook: Author, room: string) => assertHook(context, hook, room),
      membersOf: async (room: string) => (seats.snapshot(room) ?? (await rooms.get(room))).members,
    };
    this.sender = new ChatSender(context, seating, log, this.#speaking);
    this.#reactions = new Reactions(edits);
    this.#search = new ChatSearch(context.models.chats, log);
  }

  async page(reader: Visitor, room: string, before: number | undefined): Promise<ChatPage> {
    await this.#assertMayRead(reader, room);
    return this.#log.page(room, { before, limit: limits.page.usual });
  }

  async findQuoted(reader: Visitor, room: string, seq: number): Promise<Chat | undefined> {
    await this.#assertMayRead(reader, room);
    const { chats } = await this.#log.page(room, { before: seq + 1, limit: 1 });
    return chats.find((chat) => chat.seq === seq && !chat.removedAt);
  }

  async history(reader: Requester | undefined, room: string, input: unknown): Promise<SerializedPage> {
    const { before, changed, since, limit: wanted, ...asked } = parse(inputs.history, input);
    await this.#assertMayRead(reader, room);
    const after = since ? (await this.#search.firstSince(room, since)) - 1 : asked.after;
    const limit = Math.min(wanted ?? limits.page.usual, limits.page.most);
    if (changed === undefined) return this.#log.serializedPage(room, { before, after, limit });
    const { chats, more } = await this.#edits.since(room, changed, limit);
    return { chats: JSON.stringify(chats), last: chats.at(-1)?.seq, more };
  }

  async firstSince(reader: Visitor, room: string, since: Date): Promise<number> {
    await this.#assertMayRead(reader, room);
    return this.#search.firstSince(room, since);
  }

  lastSeq(room: string): Promise<number> {
    return this.#log.lastSeq(room);
  }

  announcedSeq(room: string): number {
    return this.#log.announcedSeq(room);
  }

  async edit(author: Member, room: string, input: unknown): Promise<Chat> {
    await this.#seats.assertSeated(author, room);
    const { seq, chat } = parse(inputs.edit, input);
    const found = await this.#get(room, seq);
    if (found.author !== author.id || found.gif) throw new Refusal("NOT_ALLOWED");
    await this.#speaking.assertMayEdit(author.id, room);
    await this.#context.limiter.assertAllowed("chat", author.id);
    return this.#edits.edit(found, chat, await this.sender.mentionsIn(chat, room));
  }

  async remove(visitor: Member, room: string, input: unknown): Promise<Chat> {
    await this.#seats.assertSeated(visitor, room);
    const { seq } = parse(inputs.seq, input);
    const found = await this.#get(room, seq);
    const isAllowed = found.author === visitor.id || isModerator(await this.#rooms.get(room), visitor.id);
    if (!isAllowed) throw new Refusal("NOT_ALLOWED");
    return this.shared.removeChat(found);
  }

  async react(visitor: Member, room: string, input: unknown): Promise<Chat> {
    const { id } = await this.#seats.assertSeated(visitor, room);
    const { seq, emoji, on } = parse(inputs.react, input);
    const request = { visitor: id, emoji, on };
    await this.#context.limiter.assertAllowed("chat", id);
    const found = await this.#get(room, seq);
    await this.#speaking.assertMayEdit(id, room);
    if (on && !this.#speaking.isFree(room)) {
      await this.#speaking.checkTurn(id, room);
      if (wouldChange(found.reactions, request)) await this.#speaking.takeTurn(id, room);
    }
    return this.#reactions.react(found, request);
  }

  async search(visitor: Member, room: string, input: unknown, inTurn: InTurn): Promise<Found> {
    const { id } = await this.#seats.assertSeated(visitor, room);
    const { q, before } = parse(inputs.search, input);
    await this.#context.limiter.assertAllowed("search", id);
    return this.#search.find(room, q, before, inTurn);
  }

  async whisper(visitor: Member, room: string, input: unknown): Promise<Whisper> {
    const from = await this.#seats.assertSeated(visitor, room);
    const { to, chat } = parse(inputs.whisper, input);
    const recipient = (await this.#rooms.get(room)).members.find(({ id }) => id === to);
    if (!recipient || to === from.id) throw new Refusal("MEMBER_NOT_FOUND");
    if (!this.#speaking.isFree(room)) await this.#speaking.takeTurn(from.id, room);
    const createdAt = new Date().toISOString();
    const whisper = { from: toMember(from), to: toMember(recipient), chat, createdAt };
    this.#context.broadcaster.whispered(room, whisper);
    this.#context.bus.publish({ about: "whisper", room, whisper });
    return whisper;
  }

  typing(visitor: Member, room: string): void {
    if (!this.#seats.isSeated(room, visitor.id)) return;
    tellRoom(this.#context, room, {
      name: "typing",
      payload: visitor.id,
      except: visitor.id,
      volatile: true,
    });
  }

  async #assertMayRead(reader: Requester | undefined, room: string): Promise<void> {
    if (reader && this.#seats.isSeated(room, reader.id)) return;
    assertMayRead(await this.#rooms.get(room), reader, this.#context);
  }

  async #get(room: string, seq: number): Promise<ChatRecord> {
    const found = await this.#context.models.chats.findOne({ room, seq }).lean();
    if (!found || found.removedAt) throw new Refusal("CHAT_NOT_FOUND");
    return found;
  }
}
