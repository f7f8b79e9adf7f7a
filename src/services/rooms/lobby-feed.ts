import type { RoomRecord } from "../../db/models/room.js";
import type { RoomView } from "../../shared/events.js";
import type { Context } from "../ports.js";
import { roomView } from "../presenters.js";
import type { Presence } from "../seats/presence.js";
import type { RoomBook } from "./room-cache.js";

const REST_MS = 300;
const REMEMBER_MS = 60_000;

export interface RoomNewsParts {
  presence: Presence;
  book: RoomBook;
}

/** Tells the lobby how rooms are, each at most a few times a second, however much happens in it. */
export class RoomNews {
  readonly #context: Context;
  readonly #presence: Presence;
  readonly #book: RoomBook;
  readonly #resting = new Map<string, NodeJS.Timeout>();
  readonly #again = new Set<string>();
  readonly #gone = new Set<string>();
  /** How far the record had counted that was told last. */
  readonly #told = new Map<string, number>();

  constructor(context: Context, { presence, book }: RoomNewsParts) {
    this.#context = context;
    this.#presence = presence;
    this.#book = book;
  }

  opened(record: RoomRecord): RoomView {
    const view = this.view(record);
    this.#told.set(record._id, record.rev);
    this.#context.announcer.roomOpened(view);
    this.#context.peers.tell({ about: "changed", room: record._id });
    return view;
  }

  changed(room: string): void {
    if (this.#resting.has(room)) this.#again.add(room);
    else this.#begin(room);
  }

  /** What another instance changed, unless it was told already. */
  hear(record: RoomRecord): void {
    const { _id: room, rev, createdAt } = record;
    const told = this.#told.get(room);
    if (this.#gone.has(room) || (told !== undefined && told >= rev)) return;
    const isNew = told === undefined && Date.now() - createdAt.getTime() < REMEMBER_MS;
    if (isNew) this.#told.set(room, rev);
    if (isNew) this.#context.announcer.roomOpened(this.view(record));
    else this.#show(record);
  }

  isOver(room: string): boolean {
    return this.#gone.has(room);
  }

  view(record: RoomRecord): RoomView {
    const { _id, members, endsAt } = record;
    return roomView(record, members.length ? this.#presence.endsAt(_id, members) : endsAt);
  }

  /** The room is gone: nobody hears of it again, not even by a query that is under way. */
  end(room: string): void {
    this.#forget(room);
    this.#told.delete(room);
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
    this.#context.peers.tell({ about: "changed", room });
    this.#context.background.run(() => this.#tell(room));
  }

  #forget(room: string): void {
    clearTimeout(this.#resting.get(room));
    this.#resting.delete(room);
    this.#again.delete(room);
  }

  async #tell(room: string): Promise<void> {
    const record = await this.#book.find(room);
    if (record && !this.#gone.has(room)) this.#show(record);
  }

  /** A slow reading that a newer one has overtaken says nothing. */
  #show(record: RoomRecord): void {
    if (record.rev < (this.#told.get(record._id) ?? 0)) return;
    this.#told.set(record._id, record.rev);
    this.#context.announcer.roomChanged(this.view(record));
  }
}
