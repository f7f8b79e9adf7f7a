import { bumpRevision, type RoomRecord } from "../../db/models/room.js";
import type { Member, RoomView } from "../../shared/events.js";
import type { InstanceLease } from "../instances/lease.js";
import type { Context, Visitor } from "../ports.js";
import { toMember } from "../presenters.js";
import type { Quotas } from "../quotas/quotas.js";
import type { Seats } from "../seats/seats.js";
import { inputs, parse } from "../validation.js";
import { renamed } from "../visitors/visitors.js";
import type { LobbyFeed } from "./lobby-feed.js";
import { type Lobby, LobbyList } from "./lobby-list.js";
import { newRoom } from "./new-room.js";
import { hashPassword } from "./passwords.js";
import { assertOwner } from "./room-access.js";
import type { RoomCache } from "./room-cache.js";
import { RoomOpening } from "./room-opening.js";
import type { RoomRemoval } from "./room-removal.js";

export class Rooms {
  readonly #context: Context;
  readonly #rooms: RoomCache;
  readonly #lobby: LobbyFeed;
  readonly #seats: Seats;
  readonly #removal: RoomRemoval;
  readonly #lease: InstanceLease;
  readonly #opening: RoomOpening;
  readonly #list: LobbyList;

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
    this.#list = new LobbyList(context, lobby);
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

  list(visitor: Visitor, input: unknown): Promise<Lobby> {
    return this.#list.list(visitor, input);
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
