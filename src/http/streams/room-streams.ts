import { addressGroup, groupAround } from "../../lib/address-group.js";
import { AROUND_FACTOR } from "../../lib/load/load-limits.js";
import { Refusal, type Visitor, WaitingPlaces } from "../../services/index.js";
import type { EventStream } from "./event-stream.js";

const MAX_OF_VISITOR = 3;
const MAX_OF_ADDRESS = 1000;
/** Less than a third of what proxies wait, and this server for a connection on which nothing comes. */
const HEARTBEAT_MS = 20_000;
/** As long as sockets have to come back after a shutdown. */
const RECONNECT_WITHIN_MS = 2000;

/** The open event streams of this instance, by room. */
export class RoomStreams {
  readonly #rooms = new Map<string, Set<EventStream>>();
  readonly #places = new WaitingPlaces();
  readonly #limitsAddresses: boolean;
  readonly #heartbeat: NodeJS.Timeout;
  #isClosed = false;

  constructor({ rateLimits }: { rateLimits: boolean }) {
    this.#limitsAddresses = rateLimits;
    this.#heartbeat = setInterval(() => {
      for (const stream of this.all()) stream.beat();
    }, HEARTBEAT_MS).unref();
  }

  get size(): number {
    return [...this.all()].length;
  }

  in(room: string): ReadonlySet<EventStream> | undefined {
    return this.#rooms.get(room);
  }

  *all(): Iterable<EventStream> {
    for (const streams of this.#rooms.values()) yield* streams;
  }

  /** Refuses what is too many; returns what gives the place back. */
  takePlace(room: string, { id, address }: Visitor): () => void {
    const bounds = new Map([[`${room} ${id}`, MAX_OF_VISITOR]]);
    if (this.#limitsAddresses) {
      const group = addressGroup(address);
      const around = groupAround(group);
      bounds.set(group, MAX_OF_ADDRESS);
      if (around !== undefined) bounds.set(around, AROUND_FACTOR * MAX_OF_ADDRESS);
    }
    const giveBack = this.#places.take(bounds);
    if (!giveBack) throw new Refusal("TOO_MANY_REQUESTS");
    return giveBack;
  }

  add(stream: EventStream): void {
    if (this.#isClosed) throw new Refusal("BUSY");
    const streams = this.#rooms.get(stream.room) ?? new Set();
    this.#rooms.set(stream.room, streams.add(stream));
  }

  remove(stream: EventStream): void {
    const streams = this.#rooms.get(stream.room);
    streams?.delete(stream);
    if (streams?.size === 0) this.#rooms.delete(stream.room);
  }

  /** Before the services close, which wait for requests. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#heartbeat);
    const json = JSON.stringify({ within: RECONNECT_WITHIN_MS });
    const pause = { name: "pause", json, retryWithin: RECONNECT_WITHIN_MS } as const;
    for (const stream of [...this.all()]) stream.end("lost", pause);
  }
}
