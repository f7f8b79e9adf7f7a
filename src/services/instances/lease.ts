import type { Models } from "../../db/index.js";
import { randomId } from "../../lib/random-id.js";

/** An instance without a heartbeat for this long is taken for dead. */
export const LEASE_MS = 15_000;
const SINGLE_INSTANCE = "alone";

/** This instance's id in the records, and its right to hold seats, which lasts while its heartbeats reach the database. */
export class InstanceLease {
  readonly #instances: Models["instances"];
  #id = SINGLE_INSTANCE;
  #renewedAt = performance.now();
  #renewedTime = Date.now();
  #steadySince = Number.NEGATIVE_INFINITY;
  #clockOffset = 0;

  constructor(instances: Models["instances"]) {
    this.#instances = instances;
  }

  get id(): string {
    return this.#id;
  }

  /** The only instance holds its seats without a heartbeat. */
  get isUsed(): boolean {
    return this.#id !== SINGLE_INSTANCE;
  }

  /** How far the database's clock is ahead of this machine's, as the last heartbeat found it. */
  get clockOffsetMs(): number {
    return this.#clockOffset;
  }

  get now(): Date {
    return new Date(Date.now() + this.#clockOffset);
  }

  /** Other instances may have given our seats away, so what memory says about them is void. */
  get isLost(): boolean {
    // The monotonic clock stops while a machine sleeps; the wall clock can be set.
    const silent = Math.max(performance.now() - this.#renewedAt, Date.now() - this.#renewedTime);
    return this.isUsed && silent > LEASE_MS;
  }

  /** After an outage, others get time for a heartbeat before they are taken for dead. */
  get mayJudgeOthers(): boolean {
    return performance.now() - this.#steadySince > LEASE_MS;
  }

  async acquire(): Promise<void> {
    const askedAt = performance.now();
    const _id = randomId(9);
    this.#onHeartbeat(askedAt, (await this.#heartbeat(_id, { create: true }))!);
    this.#id = _id;
  }

  async renew(): Promise<boolean> {
    const askedAt = performance.now();
    const seenAt = await this.#heartbeat(this.#id, { create: false });
    if (!seenAt) return false;
    if (askedAt - this.#renewedAt > LEASE_MS / 2) this.#steadySince = askedAt;
    this.#onHeartbeat(askedAt, seenAt);
    return true;
  }

  async #heartbeat(_id: string, { create }: { create: boolean }): Promise<Date | undefined> {
    const alive = { $currentDate: { seenAt: true as const } };
    const options = { upsert: create, returnDocument: "after" as const };
    return (await this.#instances.findOneAndUpdate({ _id, dead: false }, alive, options).lean())?.seenAt;
  }

  #onHeartbeat(askedAt: number, seenAt: Date): void {
    this.#renewedAt = askedAt;
    this.#renewedTime = Date.now() - (performance.now() - askedAt);
    this.#clockOffset = seenAt.getTime() - Date.now();
  }
}
