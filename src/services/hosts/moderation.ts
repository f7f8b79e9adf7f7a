import type { UpdateQuery } from "mongoose";
import { withoutHooksOf } from "../../db/models/hook.js";
import { bumpRevision, type RoomRecord } from "../../db/models/room.js";
import { isHost, mayKick, stillHost } from "../../db/models/room-roles.js";
import type { Member, RoomView } from "../../shared/events.js";
import { Refusal } from "../errors.js";
import { closeKnock, tellWhoKnocked } from "../knocks/close-knock.js";
import { shutOutOfNext } from "../next-rooms/shut-out-of-next.js";
import type { Context } from "../ports.js";
import { endInvitation, shutOut } from "../rooms/guest-list.js";
import type { LobbyFeed } from "../rooms/lobby-feed.js";
import type { RoomCache } from "../rooms/room-cache.js";
import type { Seats } from "../seats/seats.js";
import { inputs, parse } from "../validation.js";
import { assertHost } from "./assert-host.js";
import type { Caretakers } from "./caretakers.js";

const MAX_HOSTS = 50;

export class Moderation {
  readonly #context: Context;
  readonly #rooms: RoomCache;
  readonly #lobby: LobbyFeed;
  readonly #seats: Seats;
  readonly #caretakers: Caretakers;

  constructor(context: Context, rooms: RoomCache, lobby: LobbyFeed, seats: Seats, caretakers: Caretakers) {
    this.#context = context;
    this.#rooms = rooms;
    this.#lobby = lobby;
    this.#seats = seats;
    this.#caretakers = caretakers;
  }

  async kick(visitor: Member, id: unknown, input: unknown): Promise<void> {
    const { member, ban } = parse(inputs.kick, input);
    const room = await this.#rooms.get(id);
    if (!mayKick(room, visitor.id, member)) throw new Refusal("NOT_ALLOWED");
    const seated = room.members.find((one) => one.id === member);
    const name = seated?.name ?? (ban ? await this.#caretakers.nameOfAuthor(room._id, member) : undefined);
    if (name === undefined) throw new Refusal("MEMBER_NOT_FOUND");
    const reason = ban ? "banned" : "kicked";
    // Before the seat is taken away, so that a reconnect at this moment is refused.
    await endInvitation(this.#context.models, room._id, member);
    await shutOut(this.#context.models.rooms, this.#rooms, room._id, member, reason);
    if (ban) {
      this.#context.metrics.count("roomBans", {});
      await this.#noteBan(room._id, member, name);
    }
    await this.#seats.expel(room._id, member, reason);
    const next = await shutOutOfNext(this.#context.models.rooms, room._id, visitor.id, member, reason);
    if (!ban || next === undefined) return;
    await this.#noteBan(next, member, name);
    await this.#seats.expel(next, member, reason);
  }

  async unban(visitor: Member, id: unknown, input: unknown): Promise<void> {
    const room = await this.#rooms.get(id);
    assertHost(room, visitor.id);
    const { member } = parse(inputs.member, input);
    const { matchedCount } = await this.#context.models.rooms.updateOne(
      { _id: room._id, bans: member, ...stillHost(room, visitor.id) },
      {
        $pull: { bans: member, addressBans: { visitor: member } },
        $unset: { [`bannedAs.${member}`]: 1 },
        ...bumpRevision,
      },
    );
    if (!matchedCount) throw new Refusal("MEMBER_NOT_FOUND");
  }

  async setHost(visitor: Member, id: unknown, input: unknown): Promise<RoomView> {
    const room = await this.#rooms.get(id);
    assertHost(room, visitor.id);
    const { member, on } = parse(inputs.host, input);
    return on ? this.#addHost(room, visitor.id, member) : this.#removeHost(room, visitor.id, member);
  }

  #addHost(room: RoomRecord, visitor: string, member: string): Promise<RoomView> {
    if (isHost(room, member)) return Promise.resolve(this.#lobby.toView(room));
    if ((room.hosts?.length ?? 0) >= MAX_HOSTS) throw new Refusal("NOT_ALLOWED");
    const seated = { ...stillHost(room, visitor), "members.id": member };
    return this.#update(room, seated, { $addToSet: { hosts: member } });
  }

  /** The opener alone demotes, and stays a host. */
  #removeHost(room: RoomRecord, visitor: string, member: string): Promise<RoomView> {
    if (room.owner.id !== visitor || member === visitor) throw new Refusal("NOT_ALLOWED");
    return this.#update(room, { hosts: member }, { $pull: { hosts: member, ...withoutHooksOf(member) } });
  }

  async #update(room: RoomRecord, filter: object, change: UpdateQuery<RoomRecord>): Promise<RoomView> {
    const record = await this.#context.models.rooms
      .findOneAndUpdate(
        { _id: room._id, ...filter },
        { ...change, ...bumpRevision },
        { returnDocument: "after" },
      )
      .lean();
    if (!record) throw new Refusal("MEMBER_NOT_FOUND");
    this.#tellChanged(record);
    return this.#lobby.toView(record);
  }

  #tellChanged(record: RoomRecord): void {
    this.#context.events.emit("membersChanged", record);
    this.#context.events.emit("roomChanged", record._id);
    this.#context.bus.publish({ about: "changed", room: record._id });
  }

  async #noteBan(room: string, member: string, name: string): Promise<void> {
    const record = await this.#context.models.rooms
      .findOneAndUpdate(
        { _id: room, bans: member },
        {
          $set: { [`bannedAs.${member}`]: { name, at: new Date() } },
          $pull: { hosts: member, ...withoutHooksOf(member) },
          ...bumpRevision,
        },
        { returnDocument: "after" },
      )
      .lean();
    if (await closeKnock(this.#context, room, member)) tellWhoKnocked(this.#context, room, member, false);
    if (!record) return;
    // Ends the watching of a banned visitor who has no seat, too.
    this.#tellChanged(record);
  }
}
