import type { RoomView } from "../shared/events.js";
import type { Context } from "./context.js";
import type { Presence } from "./presence.js";
import { roomView } from "./views.js";

const REST_MS = 300;
const REMEMBER_MS = 60_000;

/** Tells the lobby how rooms are, each at most a few times a second, however much happens in it. */
export class RoomNews {
  readonly #context: Context;
  readonly #presence: Presence;
  readonly #resting = new Map<string, NodeJS.Timeout>();
  readonly #again = new Set<string>();
  readonly #gone = new Set<string>();

  constructor(context: Context, presence: Presence) {
    this.#context = context;
    this.#presence = presence;
  }

  changed(room: string): void {
    if (this.#resting.has(room)) this.#again.add(room);
    else this.#begin(room);
  }

  view(record: Parameters<typeof roomView>[0]): RoomView {
    return roomView(record, record.members.length ? this.#presence.endsAt(record._id) : record.endsAt);
  }

  /** The room is gone: nobody hears of it again, not even by a query that is under way. */
  end(room: string): void {
    this.#forget(room);
    this.#gone.add(room);
    setTimeout(() => this.#gone.delete(room), REMEMBER_MS).unref();
  }

  close(): void {
    for (const room of [...this.#resting.keys()]) this.#forget(room);
  }

  /** The first change is told at once, and what follows soon after is told together. */
  #begin(room: string): void {
    const rested = () => {
      this.#resting.delete(room);
      if (this.#again.delete(room)) this.#begin(room);
    };
    this.#resting.set(room, setTimeout(rested, REST_MS));
    this.#context.background.run(() => this.#tell(room));
  }

  #forget(room: string): void {
    clearTimeout(this.#resting.get(room));
    this.#resting.delete(room);
    this.#again.delete(room);
  }

  async #tell(room: string): Promise<void> {
    const record = await this.#context.models.rooms.findById(room).lean();
    if (record && !this.#gone.has(room)) this.#context.announcer.roomChanged(this.view(record));
  }
}
