import { trusted } from "mongoose";
import { bumpRevision, type RoomRecord } from "../../db/models/room.js";
import { KeyedQueue } from "../../lib/keyed-queue.js";
import type { RoomView } from "../../shared/events.js";
import { limits } from "../../shared/limits.js";
import { Refusal } from "../errors.js";
import type { InstanceLease } from "../instances/lease.js";
import type { Context, Visitor } from "../ports.js";
import type { Quotas } from "../quotas/quotas.js";
import type { LobbyFeed } from "../rooms/lobby-feed.js";
import { isAdmitted } from "../rooms/room-access.js";
import type { RoomCache } from "../rooms/room-cache.js";
import { RoomOpening } from "../rooms/room-opening.js";
import type { RoomRemoval } from "../rooms/room-removal.js";
import type { Seats } from "../seats/seats.js";
import { carrySiteBans } from "./carry-site-bans.js";
import { followingRoom, toCarriedUpdate, toLinkedUpdate } from "./following-room.js";

const MAX_TRIES = 10;
const MAX_WAITING = 200;

/** The room in which the members of one whose lifetime is over go on: one for each room. */
export class NextRooms {
  readonly #context: Context;
  readonly #rooms: RoomCache;
  readonly #lobby: LobbyFeed;
  readonly #seats: Seats;
  readonly #removal: RoomRemoval;
  readonly #lease: InstanceLease;
  readonly #opening: RoomOpening;
  readonly #queue = new KeyedQueue({ maxWaiting: MAX_WAITING });

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

  async open(visitor: Visitor, id: unknown, proof: unknown): Promise<RoomView> {
    const { _id } = await this.#rooms.get(id);
    await this.#seats.assertSeated(visitor, _id);
    // The queue saves needless rooms; only the update that links the two decides, for other instances too.
    return this.#queue.run(_id, () => this.#open(visitor, _id, proof));
  }

  async #open(visitor: Visitor, id: string, proof: unknown): Promise<RoomView> {
    const room = await this.#read(id);
    const opened = room.next === undefined ? undefined : await this.#find(room.next);
    if (opened) return this.#toView(visitor, await this.#show(room, opened._id));
    if (!room.expiresAt) throw new Refusal("NOT_ALLOWED");
    const now = this.#lease.now;
    if (room.expiresAt.getTime() - now.getTime() > limits.lifetime.warningMs) throw new Refusal("TOO_EARLY");
    await this.#opening.assertAllowed(visitor, proof);
    const record = followingRoom(room, now);
    await this.#opening.store(record, visitor.address, id);
    const linked = await this.#link(room, record._id);
    return this.#toView(visitor, await this.#show(linked, linked.next!));
  }

  /** Names the revision that was copied, so that a ban or a new password at the same moment is copied as well. */
  async #link(copied: RoomRecord, next: string): Promise<RoomRecord> {
    const { models } = this.#context;
    const ended = copied.next;
    let room: RoomRecord | undefined = copied;
    await carrySiteBans(this.#context, copied._id, next);
    for (let i = 0; room && room.next === ended && i < MAX_TRIES; i++) {
      const unlinked = { _id: room._id, rev: room.rev, next: ended ?? trusted({ $exists: false }) };
      const linked = await models.rooms
        .findOneAndUpdate(unlinked, { $set: { next }, ...bumpRevision }, { returnDocument: "after" })
        .lean();
      if (linked) return linked;
      room = await this.#find(copied._id);
      if (!room || room.next !== ended) continue;
      await models.rooms.updateOne({ _id: next }, toCarriedUpdate(room));
      await carrySiteBans(this.#context, room._id, next);
    }
    await this.#removal.removeUnvisited(next);
    if (!room) throw new Refusal("ROOM_NOT_FOUND");
    if (room.next === undefined || room.next === ended) throw new Refusal("BUSY");
    return room;
  }

  /** The next request repeats it if the instance that linked the rooms has crashed. */
  async #show(room: RoomRecord, next: string): Promise<RoomRecord> {
    const { models, events, bus } = this.#context;
    const hidden = { _id: next, expiresAt: trusted({ $exists: false }) };
    const update = toLinkedUpdate(room, this.#lease.now);
    const shown = await models.rooms.findOneAndUpdate(hidden, update, { returnDocument: "after" }).lean();
    if (!shown) return this.#read(next);
    events.emit("roomChanged", next);
    events.emit("membersChanged", room);
    bus.publish({ about: "changed", room: room._id });
    return shown;
  }

  #toView(visitor: Visitor, room: RoomRecord): RoomView {
    return isAdmitted(room, visitor, this.#context)
      ? this.#lobby.toView(room)
      : this.#lobby.toOutsiderView(room);
  }

  async #find(id: string): Promise<RoomRecord | undefined> {
    return (await this.#context.models.rooms.findById(id).lean()) ?? undefined;
  }

  async #read(id: string): Promise<RoomRecord> {
    const room = await this.#find(id);
    if (!room) throw new Refusal("ROOM_NOT_FOUND");
    return room;
  }
}
