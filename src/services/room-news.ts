import type { RoomView } from "../shared/events.js";
import type { Context } from "./context.js";
import type { Presence } from "./presence.js";
import { roomView } from "./views.js";

const GATHER_MS = 300;

/** Tells the lobby how rooms are, each at most a few times a second, however much happens in it. */
export class RoomNews {
  readonly #context: Context;
  readonly #presence: Presence;
  readonly #waiting = new Map<string, NodeJS.Timeout>();

  constructor(context: Context, presence: Presence) {
    this.#context = context;
    this.#presence = presence;
  }

  changed(room: string): void {
    if (this.#waiting.has(room)) return;
    const timer = setTimeout(() => this.#tell(room).catch(this.#context.report), GATHER_MS);
    this.#waiting.set(room, timer);
  }

  view(record: Parameters<typeof roomView>[0]): RoomView {
    return roomView(record, record.members.length ? this.#presence.endsAt(record._id) : record.endsAt);
  }

  forget(room: string): void {
    clearTimeout(this.#waiting.get(room));
    this.#waiting.delete(room);
  }

  close(): void {
    for (const room of [...this.#waiting.keys()]) this.forget(room);
  }

  async #tell(room: string): Promise<void> {
    const record = await this.#context.models.rooms.findById(room).lean();
    // Only now: whoever changes the room during the query is still to be told.
    this.#waiting.delete(room);
    if (record) this.#context.announcer.roomChanged(this.view(record));
  }
}
