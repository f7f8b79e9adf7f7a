import { isDeepStrictEqual } from "node:util";
import { isAway } from "../../db/models/absence.js";
import type { RoomRecord } from "../../db/models/room.js";
import { toHosts } from "../../db/models/room-roles.js";
import type { InstanceLease } from "../instances/lease.js";
import type { Context, ExpelReason, RoomEvent } from "../ports.js";
import { toMember, toNextRoom } from "../presenters.js";
import type { Hold } from "./hold.js";
import { type Presence, type Snapshot, toSnapshot } from "./presence.js";

// Tells members who came, left and was renamed, by comparing a room's record with the last one that was told. So it
// does not matter which instance made the change, or how it became known.
export class MemberEvents {
  readonly #context: Context;
  readonly #presence: Presence;
  readonly #lease: InstanceLease;
  /** Of rooms that somebody watches here, since nobody may have a seat here. */
  readonly #watched = new Map<string, Snapshot>();

  constructor(context: Context, presence: Presence, lease: InstanceLease) {
    this.#context = context;
    this.#presence = presence;
    this.#lease = lease;
    context.events
      .on("membersChanged", (record) => this.#onRecord(record))
      .on("watched", (record) => this.#onWatched(record))
      .on("unwatched", (room) => this.#watched.delete(room));
  }

  isCurrent(room: string, hold: Hold): boolean {
    const snapshot = this.#presence.snapshot(room);
    return !snapshot || this.#lease.isLost || containsHold(snapshot, hold);
  }

  #onWatched(record: RoomRecord): void {
    const { _id } = record;
    if (!this.#watched.has(_id)) this.#watched.set(_id, this.#presence.snapshot(_id) ?? toSnapshot(record));
    this.#onRecord(record);
  }

  #onRecord(record: RoomRecord): void {
    const { _id, rev, members } = record;
    const before = this.#presence.snapshot(_id) ?? this.#watched.get(_id);
    if (before && (rev < before.rev || before.members === members)) return;
    // After a lost lease, other instances have removed these seats: this one starts over instead.
    if (this.#lease.isLost) return;
    const snapshot = toSnapshot(record);
    this.#presence.setSnapshot(_id, snapshot);
    if (this.#watched.has(_id)) this.#watched.set(_id, snapshot);
    for (const hold of this.#presence.holdsIn(_id)) this.#expelIfRevoked(hold, record);
    if (!before) return;
    this.#broadcastChanges(before, record);
    this.#broadcastHosts(before, record);
    const { next } = record;
    if (next !== undefined && next !== before.next)
      this.#context.broadcaster.event(_id, { name: "next", payload: toNextRoom(next) });
  }

  /** A hold that is missing in the record was revoked by another instance. */
  #expelIfRevoked(hold: Hold, record: RoomRecord): void {
    if (!hold.isSeated || containsHold(record, hold)) return;
    this.#presence.remove(record._id, hold);
    this.#context.broadcaster.expelled(record._id, hold.visitor, this.#reasonFor(record, hold.visitor));
  }

  #reasonFor({ _id, bans, kicked }: RoomRecord, visitor: string): ExpelReason {
    const suspect = { id: visitor, since: 0, keys: [] };
    if (bans.includes(visitor) || this.#context.siteRules.bannedUntil(suspect, _id)) return "banned";
    return kicked?.includes(visitor) ? "kicked" : "left";
  }

  #broadcastChanges(before: Snapshot, record: RoomRecord): void {
    const { broadcaster } = this.#context;
    const { _id: room, members } = record;
    const previous = new Map(before.members.map((member) => [member.id, member]));
    const ids = new Set(members.map(({ id }) => id));
    let people = before.members.length;
    for (const member of before.members)
      if (!ids.has(member.id)) broadcaster.exited(room, toMember(member), --people);
    for (const { id, color, name } of members) {
      const known = previous.get(id);
      if (!known) broadcaster.joined(room, { id, color, name }, ++people);
      else if (known.name !== name) broadcaster.renamed(room, { id, color, name });
      const away = isAway(record, id);
      if (away !== (known !== undefined && isAway(before, id))) broadcaster.event(room, awayEvent(id, away));
    }
  }

  #broadcastHosts(before: Snapshot, record: RoomRecord): void {
    const payload = toHosts(record);
    if (isDeepStrictEqual(payload, toHosts(before))) return;
    this.#context.broadcaster.event(record._id, { name: "hosts", payload });
  }
}

const awayEvent = (member: string, away: boolean): RoomEvent => ({
  name: "away",
  payload: { member, away },
});

const containsHold = ({ holds }: Pick<RoomRecord, "holds">, { visitor, instance, token }: Hold): boolean =>
  holds[visitor]?.[instance] === token;
