import { trusted } from "mongoose";
import { type RoomRecord, touch } from "../../db/models/room.js";
import type { Member, News, RoomView } from "../../shared/events.js";
import { limits } from "../../shared/limits.js";
import { Refusal } from "../errors.js";
import type { Lease } from "../instances/lease.js";
import type { Context } from "../ports.js";
import { memberView } from "../presenters.js";
import type { Seats } from "../seats/seats.js";
import { inputs, isId, parse } from "../validation.js";
import { randomId } from "../visitors/visitors.js";
import { Doors } from "./guest-list.js";
import type { RoomNews } from "./lobby-feed.js";
import type { Totals } from "./lobby-totals.js";
import { Passwords } from "./passwords.js";
import { admits, mayRead } from "./room-access.js";
import type { RoomBook } from "./room-cache.js";
import type { Endings } from "./room-removal.js";
import { searchPatterns, searchWords } from "./title-search.js";

const NEVER_ENTERED_MS = 60_000;

/** What the lobby needs not read, and may be long. */
const NOT_SHOWN = { guests: 0, bans: 0, holds: 0, words: 0 };

export interface RoomParts {
  book: RoomBook;
  lease: Lease;
  news: RoomNews;
  endings: Endings;
  seats: Seats;
  totals: Totals;
}

export interface Entry {
  room: RoomView;
  /** Whether the password gave a right that was not there before. */
  admitted: boolean;
}

export interface Lobby {
  rooms: RoomView[];
  /** Those of them in which the visitor has a seat. */
  seated: string[];
  q: string;
  next: string | null;
  totals: Pick<News, "rooms" | "people">;
}

export class Rooms {
  readonly #context: Context;
  readonly #parts: RoomParts;
  readonly #passwords = new Passwords();
  readonly #doors: Doors;

  constructor(context: Context, parts: RoomParts) {
    this.#context = context;
    this.#parts = parts;
    this.#doors = new Doors(context);
  }

  async open(owner: Member, input: unknown, address: string): Promise<RoomView> {
    const { title, max, password } = parse(inputs.room, input);
    await this.#context.limiter.allow("openRoom", address);
    const id = randomId(9);
    const now = new Date();
    const record: RoomRecord = {
      ...{ _id: id, title, words: searchWords(title), max, owner: memberView(owner), createdAt: now },
      ...{ born: `${now.getTime()}-${id}`, members: [], holds: {}, guests: [], bans: [] },
      ...{ chats: 0, rev: 0, touchedAt: this.#parts.lease.now },
      endsAt: new Date(now.getTime() + NEVER_ENTERED_MS),
      ...(password && { password: await this.#passwords.hash(password) }),
    };
    await this.#context.models.rooms.create(record);
    this.#parts.endings.expect(id, record.endsAt!);
    return this.#parts.news.opened(record);
  }

  /** Newest first. `next` is where the following page begins. */
  async list({ id }: Member, input: unknown): Promise<Lobby> {
    const { q, before } = parse(inputs.lobby, input);
    const words = searchPatterns(q);
    const found = await this.#context.models.rooms
      .find({
        ...(words.length && { $and: words.map((pattern) => ({ words: pattern })) }),
        ...(before && { born: trusted({ $lt: before }) }),
      })
      .select(NOT_SHOWN)
      .sort({ born: -1 })
      .limit(limits.lobbyPage + 1)
      .lean();
    const page = found.slice(0, limits.lobbyPage);
    const next = found.length > page.length ? page.at(-1)!.born : null;
    const mine = page.filter(({ members }) => members.some((member) => member.id === id));
    return {
      ...{ rooms: page.map((record) => this.view(record)), seated: mine.map(({ _id }) => _id) },
      ...{ q, next, totals: await this.#parts.totals.now() },
    };
  }

  /** The right password lets this visitor in for as long as the room lives. */
  async enter(visitor: Member, id: unknown, input: unknown, address: string): Promise<Entry> {
    const room = await this.find(id);
    const { password } = parse(inputs.password, input);
    if (room.bans.includes(visitor.id)) throw new Refusal("BANNED");
    if (mayRead(room, visitor.id)) return { room: this.view(room), admitted: false };
    const { limiter } = this.#context;
    const guesser = `${address} ${room._id}`;
    await limiter.allow("guess", guesser);
    await limiter.allow("guessAnywhere", room._id);
    if (!(await this.#passwords.matches(password, room.password!))) throw new Refusal("WRONG_PASSWORD");
    // Many people may share an address: those who know the password use up nobody's guesses.
    await Promise.all([limiter.reward("guess", guesser), limiter.reward("guessAnywhere", room._id)]);
    if (!(await this.#doors.admit(room._id, visitor.id))) throw new Refusal("ROOM_NOT_FOUND");
    return { room: this.view(room), admitted: true };
  }

  async rename(owner: Member, id: unknown, input: unknown): Promise<RoomView> {
    const { title } = parse(inputs.roomTitle, input);
    const room = await this.#ownedBy(owner, id);
    const change = { title, words: searchWords(title) };
    const owned = { _id: room._id, "owner.id": owner.id };
    await this.#context.models.rooms.updateOne(owned, { $set: change, ...touch });
    this.#parts.news.changed(room._id);
    return this.view({ ...room, ...change });
  }

  /** The new name shows on the rooms that the visitor owns, whoever sits in them. */
  async renameOwner({ id, name }: Member): Promise<void> {
    const { rooms } = this.#context.models;
    const owned = { "owner.id": id };
    const { modifiedCount } = await rooms.updateMany(owned, { $set: { "owner.name": name }, ...touch });
    if (!modifiedCount) return;
    for (const { _id } of await rooms.find(owned, { _id: 1 }).lean()) this.#parts.news.changed(_id);
  }

  async remove(owner: Member, id: unknown): Promise<void> {
    const room = await this.#ownedBy(owner, id);
    await this.#parts.endings.endFor(owner.id, room._id);
  }

  async kick(owner: Member, id: unknown, input: unknown): Promise<void> {
    const { member, ban } = parse(inputs.kick, input);
    const room = await this.#ownedBy(owner, id);
    if (member === owner.id) throw new Refusal("NOT_ALLOWED");
    const seated = room.members.some((one) => one.id === member);
    if (!seated && !(ban && (await this.#hasTalked(room._id, member)))) throw new Refusal("MEMBER_NOT_FOUND");
    // The door first: whoever comes in again at this moment is refused there.
    await this.#doors.shut(room._id, member, ban);
    await this.#parts.seats.expel(room._id, member, ban ? "banned" : "kicked");
  }

  /** The room, for somebody who may see what is in it. */
  async reach(visitor: Pick<Member, "id"> | undefined, id: unknown): Promise<RoomRecord> {
    const room = await this.find(id);
    if (!mayRead(room, visitor?.id ?? "")) throw new Refusal("NOT_ALLOWED");
    return room;
  }

  /** Whether this visitor may come in, without coming in. */
  async knock(visitor: Member, id: unknown): Promise<RoomRecord> {
    const room = await this.find(id);
    admits(room, visitor.id);
    return room;
  }

  async find(id: unknown): Promise<RoomRecord> {
    const room = isId(id) ? await this.#parts.book.find(id) : undefined;
    if (!room) throw new Refusal("ROOM_NOT_FOUND");
    return room;
  }

  view(record: RoomRecord): RoomView {
    return this.#parts.news.view(record);
  }

  async #hasTalked(room: string, author: string): Promise<boolean> {
    return (await this.#context.models.chats.exists({ room, author })) !== null;
  }

  async #ownedBy(owner: Member, id: unknown): Promise<RoomRecord> {
    const room = await this.find(id);
    if (room.owner.id !== owner.id) throw new Refusal("NOT_ALLOWED");
    return room;
  }
}
