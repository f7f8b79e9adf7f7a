import type { Context } from "../ports.js";
import type { Absences } from "./absences.js";
import type { Hold } from "./hold.js";
import { PAGE_SHOWN_MS, type Presence } from "./presence.js";

/** How the last socket of a seat ended: by the client's will, or without a word. */
export type SocketEnd = "closed" | "lost";

/** How long a seat outlives its last socket. */
export class SeatGrace {
  readonly #context: Context;
  readonly #presence: Presence;
  readonly #absences: Absences;

  constructor(context: Context, presence: Presence, absences: Absences) {
    this.#context = context;
    this.#presence = presence;
    this.#absences = absences;
  }

  /** `least`: what the seat had before an attempt to come back that failed. */
  begin(room: string, hold: Hold, end: SocketEnd, least = 0): void {
    const isAlone = this.#presence.snapshot(room)?.visited === false;
    const graceMs = this.#msAfter(end, { isAlone });
    const at = Math.max(Date.now() + graceMs, hold.shownUntil, least);
    this.#presence.expireAt(room, hold, at);
    this.#context.events.emit("roomChanged", room);
    if (graceMs > 0 && (isAlone || end === "lost")) this.#absences.set(room, hold, new Date(at));
  }

  /** Another instance has the visitor's socket, so a hold here without one need not last longer than a reload. */
  onSeenElsewhere(room: string, hold: Hold, by: "page" | "socket"): void {
    const soon = Date.now() + PAGE_SHOWN_MS;
    if (by === "page") {
      hold.shownUntil = soon;
      if (hold.sockets) this.#context.bus.publish({ about: "socket", room, visitor: hold.visitor });
    } else if (hold.sockets === 0) {
      hold.hasScripts = true;
      this.#presence.expireAt(room, hold, Math.min(hold.expiresAt, soon));
    }
  }

  #msAfter(end: SocketEnd, { isAlone }: { isAlone: boolean }): number {
    const { emptyRoomGraceMs, lostConnectionGraceMs, aloneGraceMs } = this.#context;
    // The link is on its way to somebody.
    if (isAlone) return aloneGraceMs;
    return end === "lost" ? lostConnectionGraceMs : emptyRoomGraceMs;
  }
}
