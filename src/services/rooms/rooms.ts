import { trusted } from "mongoose";
import { bumpRevision, type RoomRecord } from "../../db/models/room.js";
import type { Member, News, RoomView } from "../../shared/events.js";
import { limits } from "../../shared/limits.js";
import { Refusal } from "../errors.js";
import type { InstanceLease } from "../instances/lease.js";
import type { Context, Visitor } from "../ports.js";
import { toMember } from "../presenters.js";
import type { Quotas } from "../quotas/quotas.js";
import type { Seats } from "../seats/seats.js";
import { inputs, parse } from "../validation.js";
import { renamed } from "../visitors/visitors.js";
import { shutOut } from "./guest-list.js";
import type { LobbyFeed } from "./lobby-feed.js";
import { newRoom, sortKey } from "./new-room.js";
import { hashPassword } from "./passwords.js";
import { assertOwner } from "./room-access.js";
import type { RoomCache } from "./room-cache.js";
import type { RoomRemoval } from "./room-removal.js";
import { searchPatterns, searchWords } from "./title-search.js";

const NOT_LISTED = {
  guests: 0,
  bans: 0,
  addressBans: 0,
  holds: 0,
  words: 0,
  seatedFrom: 0,
  seatsOf: 0,
  heldFrom: 0,
  leftFrom: 0,
  "members.looks": 0,
};

export interface Lobby {
  rooms: RoomView[];
  seated: string[];
  q: string;
  next: string | null;
  totals: Pick<News, "rooms" | "people">;
}

export class Rooms {
  readonly #context: Context;
  readonly #rooms: RoomCache;
  readonly #lobby: LobbyFeed;
  readonly #seats: Seats;
  readonly #removal: RoomRemoval;
  readonly #lease: InstanceLease;
  readonly #quotas: Quotas;

  constructor(
    context: Context,
    rooms: RoomCache,
    lobby: LobbyFeed,
    seats: Seats,
    removal: RoomRemoval,
    lease: InstanceLease,
    quotas: Quotas,
  ) {
    this.#context = context;
    this.#rooms = rooms;
    this.#lobby = lobby;
    this.#seats = seats;
    this.#removal = removal;
    this.#lease = lease;
    this.#quotas = quotas;
  }

  async open(owner: Visitor, input: unknown, proof: unknown): Promise<RoomView> {
    const { title, max, password } = parse(inputs.room, input);
    const { limiter, proofs } = this.#context;
    await limiter.assertAddressAllowed("openRoom", owner.address);
    if (proofs.isNeeded("room", owner.address) || (await this.#quotas.rooms.needsProof(owner.address)))
      await proofs.assertProven("room", owner.id, proof);
    const hash = password && (await hashPassword(password));
    const record: RoomRecord = {
      ...newRoom(toMember(owner), title, max),
      touchedAt: this.#lease.now,
      ...(hash && { password: hash }),
    };
    const endUnvisited = (room: string) => this.#removal.removeUnvisited(room);
    await this.#quotas.rooms.open(owner, endUnvisited, async (origin) => {
      Object.assign(record, origin, { born: sortKey(record._id, record.createdAt, origin) });
      // Before the write: if its answer is lost, the room may exist.
      this.#removal.startTimer(record._id, record.endsAt!);
      await this.#context.models.rooms.create(record);
    });
    return this.#lobby.announceOpened(record);
  }

  async list({ id }: Member, input: unknown): Promise<Lobby> {
    const { q, before } = parse(inputs.lobby, input);
    const words = searchPatterns(q);
    const found = await this.#context.models.rooms
      .find({
        ...(words.length && { $and: words.map((pattern) => ({ words: pattern })) }),
        ...(before && { born: trusted({ $lt: before }) }),
      })
      .select(NOT_LISTED)
      .sort({ born: -1 })
      .limit(limits.lobbyPage + 1)
      .lean();
    const page = found.slice(0, limits.lobbyPage);
    const mine = page.filter(({ members }) => members.some((member) => member.id === id));
    return {
      rooms: page.map((record) => this.#lobby.toOutsiderView(record)),
      seated: mine.map(({ _id }) => _id),
      q,
      next: found.length > page.length ? page.at(-1)!.born : null,
      totals: await this.#lobby.totals(),
    };
  }

  rename(owner: Member, id: unknown, input: unknown): Promise<RoomView> {
    return this.changeSettings(owner, id, parse(inputs.roomTitle, input));
  }

  async changeSettings(owner: Member, id: unknown, input: unknown): Promise<RoomView> {
    const { title, crowd } = parse(inputs.settings, input);
    const room = await this.#getOwned(owner, id);
    const change = {
      ...(title !== undefined && { title, words: searchWords(title) }),
      ...(crowd !== undefined && { crowd }),
    };
    const owned = { _id: room._id, "owner.id": owner.id };
    await this.#context.models.rooms.updateOne(owned, { $set: change, ...bumpRevision });
    this.#context.events.emit("roomChanged", room._id);
    return this.#lobby.toView({ ...room, ...change });
  }

  async renameVisitor(visitor: Member, input: unknown): Promise<Member> {
    const member = renamed(visitor, input);
    await this.#context.limiter.assertAllowed("nickname", visitor.id);
    await this.#seats.rename(member);
    await this.#renameOwner(member);
    return member;
  }

  async remove(owner: Member, id: unknown): Promise<void> {
    const room = await this.#getOwned(owner, id);
    await this.#removal.removeAs(owner.id, room._id);
  }

  async kick(owner: Member, id: unknown, input: unknown): Promise<void> {
    const { member, ban } = parse(inputs.kick, input);
    const room = await this.#getOwned(owner, id);
    if (member === owner.id) throw new Refusal("NOT_ALLOWED");
    const isSeated = room.members.some((one) => one.id === member);
    // Someone who talked and left can still be banned.
    if (!isSeated && !(ban && (await this.#hasTalked(room._id, member))))
      throw new Refusal("MEMBER_NOT_FOUND");
    const reason = ban ? "banned" : "kicked";
    // Before the seat is taken away, so that a reconnect at this moment is refused.
    await shutOut(this.#context.models.rooms, this.#rooms, room._id, member, reason);
    await this.#seats.expel(room._id, member, reason);
  }

  async #renameOwner({ id, name }: Member): Promise<void> {
    const { rooms } = this.#context.models;
    const owned = { "owner.id": id };
    const { modifiedCount } = await rooms.updateMany(owned, {
      $set: { "owner.name": name },
      ...bumpRevision,
    });
    if (!modifiedCount) return;
    for (const { _id } of await rooms.find(owned, { _id: 1 }).lean())
      this.#context.events.emit("roomChanged", _id);
  }

  async #hasTalked(room: string, author: string): Promise<boolean> {
    return (await this.#context.models.chats.exists({ room, author })) !== null;
  }

  async #getOwned(owner: Member, id: unknown): Promise<RoomRecord> {
    const room = await this.#rooms.get(id);
    assertOwner(room, owner.id);
    return room;
  }
}
