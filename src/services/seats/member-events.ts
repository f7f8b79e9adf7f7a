import type { RoomRecord } from "../../db/models/room.js";
import type { Member } from "../../shared/events.js";
import type { Lease } from "../instances/lease.js";
import type { Context } from "../ports.js";
import type { Hold, Presence } from "./presence.js";

/**
 * Tells those who are here who came, went and changed the name, by comparing the room's record with the one that was
 * told before. So it makes no difference which instance made the change, nor how it became known.
 */
export class Company {
  readonly #context: Context;
  readonly #presence: Presence;
  readonly #lease: Lease;

  constructor(context: Context, { presence, lease }: { presence: Presence; lease: Lease }) {
    this.#context = context;
    this.#presence = presence;
    this.#lease = lease;
  }

  /** A record that is older than the last says nothing. */
  hear(record: RoomRecord): void {
    const { _id, rev, members, holds } = record;
    const told = this.#presence.told(_id);
    // Seats that the others took from a dead process are not given up one by one: it starts afresh.
    if ((told && rev < told.rev) || told?.members === members || this.#lease.isLost) return;
    this.#presence.tell(_id, { rev, members, holds });
    for (const hold of this.#presence.holdsIn(_id)) this.#revoke(hold, record);
    if (told) this.#compare(told.members, record);
  }

  /** Whether the newest record that was heard has this hold in it. */
  sees(room: string, hold: Hold): boolean {
    const told = this.#presence.told(room);
    return !told || this.#lease.isLost || isIn(told, hold);
  }

  /** A hold that is no longer in the record was taken away by another instance. */
  #revoke(hold: Hold, record: RoomRecord): void {
    if (!hold.seated || isIn(record, hold)) return;
    this.#presence.drop(record._id, hold);
    this.#context.announcer.expelled(record._id, hold.visitor, whyGone(record, hold.visitor));
  }

  #compare(before: Member[], { _id: room, members }: RoomRecord): void {
    const { announcer } = this.#context;
    const was = new Map(before.map((member) => [member.id, member]));
    const is = new Set(members.map(({ id }) => id));
    for (const member of before) if (!is.has(member.id)) announcer.exited(room, member, members.length);
    for (const { id, color, name } of members) {
      const known = was.get(id);
      if (!known) announcer.joined(room, { id, color, name }, members.length);
      else if (known.name !== name) announcer.renamed(room, { id, color, name });
    }
  }
}

function whyGone({ bans, kicked }: RoomRecord, visitor: string): "left" | "kicked" | "banned" {
  if (bans.includes(visitor)) return "banned";
  return kicked?.includes(visitor) ? "kicked" : "left";
}

const isIn = ({ holds }: Pick<RoomRecord, "holds">, { visitor, node, token }: Hold): boolean =>
  holds[visitor]?.[node] === token;
