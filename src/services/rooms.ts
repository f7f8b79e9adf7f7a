import { trusted } from "mongoose";
import type { RoomRecord } from "../db/room.js";
import type { Member, News, RoomView } from "../shared/events.js";
import { limits } from "../shared/limits.js";
import { admits, mayRead } from "./access.js";
import type { Context } from "./context.js";
import type { Endings } from "./endings.js";
import { Refusal } from "./errors.js";
import { inputs, isId, parse } from "./input.js";
import { Passwords } from "./passwords.js";
import type { Presence } from "./presence.js";
import type { RoomNews } from "./room-news.js";
import type { Seats } from "./seats.js";
import { memberView } from "./views.js";
import { randomId } from "./visitors.js";
import { searchPatterns, searchWords } from "./words.js";

const NEVER_ENTERED_MS = 60_000;
const MOST_GUESTS = 2000;

export interface RoomParts {
  presence: Presence;
  news: RoomNews;
  endings: Endings;
  seats: Seats;
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

  constructor(context: Context, parts: RoomParts) {
    this.#context = context;
    this.#parts = parts;
  }

  async open(owner: Member, input: unknown, address: string): Promise<RoomView> {
    const { title, max, password } = parse(inputs.room, input);
    await this.#context.limiter.allow("openRoom", address);
    const id = randomId(9);
    const now = new Date();
    const record: RoomRecord = {
      ...{ _id: id, title, words: searchWords(title), max, owner: memberView(owner), createdAt: now },
      ...{ born: `${now.getTime()}-${id}`, members: [], holds: {}, guests: [], bans: [], chats: 0 },
      endsAt: new Date(now.getTime() + NEVER_ENTERED_MS),
      ...(password && { password: await this.#passwords.hash(password) }),
    };
    await this.#context.models.rooms.create(record);
    this.#parts.endings.expect(id, record.endsAt!);
    const view = this.view(record);
    this.#context.announcer.roomOpened(view);
    return view;
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
      .sort({ born: -1 })
      .limit(limits.lobbyPage + 1)
      .lean();
    const page = found.slice(0, limits.lobbyPage);
    const next = found.length > page.length ? page.at(-1)!.born : null;
    const mine = page.filter(({ members }) => members.some((member) => member.id === id));
    return {
      ...{ rooms: page.map((record) => this.view(record)), seated: mine.map(({ _id }) => _id) },
      ...{ q, next, totals: await this.totals() },
    };
  }

  async totals(): Promise<News> {
    const rooms = await this.#context.models.rooms.estimatedDocumentCount();
    return { rooms, people: this.#parts.presence.people, at: new Date().toISOString() };
  }

  /** The right password lets this visitor in for as long as the room lives. */
  async enter(visitor: Member, id: unknown, input: unknown, address: string): Promise<RoomView> {
    const room = await this.find(id);
    const { password } = parse(inputs.password, input);
    if (room.bans.includes(visitor.id)) throw new Refusal("BANNED");
    if (mayRead(room, visitor.id)) return this.view(room);
    await this.#context.limiter.allow("guess", `${address} ${room._id}`);
    await this.#context.limiter.allow("guessAnywhere", room._id);
    if (!(await this.#passwords.matches(password, room.password!))) throw new Refusal("WRONG_PASSWORD");
    const { rooms } = this.#context.models;
    const crowded = { _id: room._id, [`guests.${MOST_GUESTS - 1}`]: trusted({ $exists: true }) };
    await rooms.updateOne(crowded, { $pop: { guests: -1 } });
    const { matchedCount } = await rooms.updateOne(
      { _id: room._id, bans: trusted({ $ne: visitor.id }) },
      { $addToSet: { guests: visitor.id } },
    );
    if (!matchedCount) throw new Refusal("ROOM_NOT_FOUND");
    return this.view(room);
  }

  async rename(owner: Member, id: unknown, input: unknown): Promise<RoomView> {
    const { title } = parse(inputs.roomTitle, input);
    const room = await this.#ownedBy(owner, id);
    const change = { title, words: searchWords(title) };
    await this.#context.models.rooms.updateOne({ _id: room._id, "owner.id": owner.id }, { $set: change });
    this.#parts.news.changed(room._id);
    return this.view({ ...room, ...change });
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
    if (!seated && !ban) throw new Refusal("MEMBER_NOT_FOUND");
    // The door first: whoever comes in again at this moment is refused there.
    const door = { $pull: { guests: member }, ...(ban && { $addToSet: { bans: member } }) };
    await this.#context.models.rooms.updateOne({ _id: room._id, "owner.id": owner.id }, door);
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
    const room = isId(id) ? await this.#context.models.rooms.findById(id).lean() : null;
    if (!room) throw new Refusal("ROOM_NOT_FOUND");
    return room;
  }

  view(record: RoomRecord): RoomView {
    return this.#parts.news.view(record);
  }

  async #ownedBy(owner: Member, id: unknown): Promise<RoomRecord> {
    const room = await this.find(id);
    if (room.owner.id !== owner.id) throw new Refusal("NOT_ALLOWED");
    return room;
  }
}
