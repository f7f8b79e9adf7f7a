import type { RoomRecord } from "../../db/models/room.js";
import type { Member } from "../../shared/events.js";
import { randomId } from "../visitors/visitors.js";

/** One visitor's grip on a seat, by this process. */
export interface Hold {
  /** Both stand in the room's record too: a seat is given up by naming the hold that ended, so a newer one keeps it. */
  readonly node: string;
  readonly token: string;
  readonly visitor: string;
  seated: boolean;
  sockets: number;
  /** A socket came by this hold: the visitor's browser runs scripts. */
  live: boolean;
  /** When it ends by itself; never, as long as a socket is there. */
  deadline: number;
  /** A page was looked at, or a connection is made anew: a socket comes until then. */
  expectedUntil: number;
  timer?: NodeJS.Timeout | undefined;
}

/** It does not end by itself any more. */
export function stay(hold: Hold): void {
  clearTimeout(hold.timer);
  hold.timer = undefined;
  hold.deadline = Infinity;
}

/** The newest record that was told to those who are here. */
export type Told = Pick<RoomRecord, "rev" | "members" | "holds">;

interface Place {
  holds: Map<string, Hold>;
  told?: Told;
}

/** Who is connected here. Nothing in it outlives the process. */
export class Presence {
  readonly #rooms = new Map<string, Place>();

  get(room: string, visitor: string): Hold | undefined {
    return this.#rooms.get(room)?.holds.get(visitor);
  }

  has(room: string, hold: Hold): boolean {
    return this.get(room, hold.visitor) === hold;
  }

  /** The grip that is there, or a new one. */
  grip(room: string, visitor: Pick<Member, "id">, node: string, token?: string): Hold {
    const place = this.#rooms.get(room) ?? { holds: new Map<string, Hold>() };
    this.#rooms.set(room, place);
    const hold = place.holds.get(visitor.id) ?? {
      ...{ node, token: token ?? randomId(9), visitor: visitor.id },
      seated: false,
      live: false,
      sockets: 0,
      deadline: Infinity,
      expectedUntil: 0,
    };
    place.holds.set(visitor.id, hold);
    return hold;
  }

  drop(room: string, hold: Hold): void {
    clearTimeout(hold.timer);
    const place = this.#rooms.get(room);
    if (place?.holds.get(hold.visitor) === hold) place.holds.delete(hold.visitor);
    if (place?.holds.size === 0) this.#rooms.delete(room);
  }

  dropRoom(room: string): void {
    for (const hold of this.holdsIn(room)) clearTimeout(hold.timer);
    this.#rooms.delete(room);
  }

  holdsIn(room: string): Hold[] {
    return [...(this.#rooms.get(room)?.holds.values() ?? [])];
  }

  told(room: string): Told | undefined {
    return this.#rooms.get(room)?.told;
  }

  /** Where nobody is, nobody was told. */
  tell(room: string, told: Told): void {
    const place = this.#rooms.get(room);
    if (place) place.told = told;
  }

  /** When the last of those who are away will be taken for gone; undefined while somebody is there, or held elsewhere. */
  endsAt(room: string, members: Member[]): Date | undefined {
    let last = Number.NEGATIVE_INFINITY;
    for (const { id } of members) {
      last = Math.max(last, this.get(room, id)?.deadline ?? Infinity);
      // The first who is there decides it, and a full room is asked often.
      if (last === Infinity) return undefined;
    }
    return Number.isFinite(last) ? new Date(last) : undefined;
  }

  /** Nobody who holds a seat from here is there, and each will be taken for gone. */
  isEnding(room: string): boolean {
    return this.holdsIn(room).every(({ seated, deadline }) => !seated || Number.isFinite(deadline));
  }

  get people(): number {
    return this.#all().filter(([, hold]) => hold.seated).length;
  }

  /** Forgets everybody, and says who was here. */
  clear(): [string, Hold][] {
    const all = this.#all();
    for (const room of [...this.#rooms.keys()]) this.dropRoom(room);
    return all;
  }

  #all(): [string, Hold][] {
    return [...this.#rooms].flatMap(([room, { holds }]) =>
      [...holds.values()].map((hold): [string, Hold] => [room, hold]),
    );
  }
}
