import type { Member } from "../shared/events.js";
import { randomId } from "./visitors.js";

/** One visitor's grip on a seat, by this process. */
export interface Hold {
  /** Stands in the room's record too: a seat is given up by naming the hold that ended, so a newer one keeps it. */
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
  timer?: NodeJS.Timeout;
}

/** Who is connected here. Nothing in it outlives the process. */
export class Presence {
  readonly #rooms = new Map<string, Map<string, Hold>>();

  get(room: string, visitor: string): Hold | undefined {
    return this.#rooms.get(room)?.get(visitor);
  }

  has(room: string, hold: Hold): boolean {
    return this.get(room, hold.visitor) === hold;
  }

  /** The grip that is there, or a new one. */
  grip(room: string, visitor: Pick<Member, "id">, token = randomId(9)): Hold {
    const holds = this.#rooms.get(room) ?? new Map<string, Hold>();
    this.#rooms.set(room, holds);
    const hold = holds.get(visitor.id) ?? {
      token,
      visitor: visitor.id,
      seated: false,
      live: false,
      sockets: 0,
      deadline: Infinity,
      expectedUntil: 0,
    };
    holds.set(visitor.id, hold);
    return hold;
  }

  drop(room: string, hold: Hold): void {
    clearTimeout(hold.timer);
    const holds = this.#rooms.get(room);
    if (holds?.get(hold.visitor) === hold) holds.delete(hold.visitor);
    if (holds?.size === 0) this.#rooms.delete(room);
  }

  dropRoom(room: string): void {
    for (const hold of this.#rooms.get(room)?.values() ?? []) clearTimeout(hold.timer);
    this.#rooms.delete(room);
  }

  roomsOf(visitor: string): string[] {
    return [...this.#rooms].filter(([, holds]) => holds.has(visitor)).map(([room]) => room);
  }

  /** When the last of those who are away will be taken for gone; undefined while somebody is there. */
  endsAt(room: string): Date | undefined {
    const deadlines = [...(this.#rooms.get(room)?.values() ?? [])].map((hold) => hold.deadline);
    const last = Math.max(...deadlines);
    return Number.isFinite(last) ? new Date(last) : undefined;
  }

  get people(): number {
    return [...this.#rooms.values()].flatMap((holds) => [...holds.values()]).filter((hold) => hold.seated)
      .length;
  }

  clear(): void {
    for (const room of [...this.#rooms.keys()]) this.dropRoom(room);
  }
}
