import { type QueryFilter, trusted } from "mongoose";
import { bumpRevision, type RoomRecord } from "../../db/models/room.js";
import { isHost } from "../../db/models/room-roles.js";
import type { Member, News, RoomView } from "../../shared/events.js";
import { limits } from "../../shared/limits.js";
import type { InstanceLease } from "../instances/lease.js";
import type { Context, Visitor } from "../ports.js";
import { toMember, toOutsiderView } from "../presenters.js";
import type { Quotas } from "../quotas/quotas.js";
import type { Seats } from "../seats/seats.js";
import { inputs, parse } from "../validation.js";
import { renamed } from "../visitors/visitors.js";
import type { LobbyFeed } from "./lobby-feed.js";
import { newRoom } from "./new-room.js";
import { hashPassword } from "./passwords.js";
import { assertOwner } from "./room-access.js";
import type { RoomCache } from "./room-cache.js";
import { RoomOpening } from "./room-opening.js";
import type { RoomRemoval } from "./room-removal.js";
import { searchPatterns } from "./title-search.js";

const NOT_LISTED = {
  guests: 0,
  bans: 0,
  addressBans: 0,
  holds: 0,
  words: 0,
  invited: 0,
  spoke: 0,
  knocks: 0,
  declined: 0,
  bannedAs: 0,
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
  /** The `before` of the page with newer rooms, empty for the first page; `null` on the first. */
  previous: string | null;
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
  readonly #opening: RoomOpening;

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
    this.#opening = new RoomOpening(context, removal, quotas);
  }

  async open(owner: Visitor, input: unknown, proof: unknown): Promise<RoomView> {
    const { password, ...asked } = parse(inputs.room, input);
    await this.#opening.assertAllowed(owner, proof);
    const hash = password && (await hashPassword(password));
    const record: RoomRecord = {
      ...newRoom(toMember(owner), asked, this.#lease.now),
      touchedAt: this.#lease.now,
      ...(hash && { password: hash }),
    };
    await this.#opening.store(record, owner.address);
    return this.#lobby.announceOpened(record);
  }

  async list(visitor: Visitor, input: unknown): Promise<Lobby> {
    const { q, before } = parse(inputs.lobby, input);
    const words = searchPatterns(q);
    const wanted: QueryFilter<RoomRecord> = {
      listed: trusted({ $ne: false }),
      ...(words.length && { $and: words.map((pattern) => ({ words: pattern })) }),
    };
    const found = await this.#context.models.rooms
      .find({ ...wanted, ...(before && { born: trusted({ $lt: before }) }) })
      .select(NOT_LISTED)
      .sort({ born: -1 })
      .limit(limits.lobbyPage + 1)
      .lean();
    const page = found.slice(0, limits.lobbyPage);
    const mine = page.filter(({ members }) => members.some(({ id }) => id === visitor.id));
    return {
      rooms: await this.#views(page, visitor.id),
      seated: mine.map(({ _id }) => _id),
      q,
      previous: before === undefined ? null : await this.#pageAbove(wanted, before),
      next: found.length > page.length ? page.at(-1)!.born : null,
      totals: await this.#lobby.totals(),
    };
  }

  async #pageAbove(wanted: QueryFilter<RoomRecord>, before: string): Promise<string> {
    const newer = await this.#context.models.rooms
      .find({ ...wanted, born: trusted({ $gte: before }) })
      .select({ born: 1 })
      .sort({ born: 1 })
      .skip(limits.lobbyPage)
      .limit(1)
      .lean();
    return newer[0]?.born ?? "";
  }

  /** Visitors who are not let in see less of a secret room. */
  async #views(page: RoomRecord[], visitor: string): Promise<RoomView[]> {
    const secret = page.filter(({ password }) => password !== undefined).map(({ _id }) => _id);
    const isLetIn = { $or: [{ guests: visitor }, { invited: visitor }] };
    const known = secret.length
      ? await this.#context.models.rooms.distinct("_id", { _id: trusted({ $in: secret }), ...isLetIn })
      : [];
    return page.map((record) => {
      const view = this.#lobby.toView(record);
      const isInside = isHost(record, visitor) || known.includes(record._id);
      return isInside ? view : toOutsiderView(view);
    });
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

  async #getOwned(owner: Member, id: unknown): Promise<RoomRecord> {
    const room = await this.#rooms.get(id);
    assertOwner(room, owner.id);
    return room;
  }
}
