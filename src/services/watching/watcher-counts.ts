import { trusted, type UpdateQuery } from "mongoose";
import type { InstanceRecord } from "../../db/models/instance.js";
import { KeyedQueue } from "../../lib/keyed-queue.js";
import { limits } from "../../shared/limits.js";
import { Refusal } from "../errors.js";
import type { InstanceLease } from "../instances/lease.js";
import type { Context } from "../ports.js";

const UNKNOWN = -1;

interface Asking {
  resolve: (hasPlace: boolean) => void;
  reject: (error: unknown) => void;
}

// How many watch a room at all instances together. Each instance keeps its number in its own record, so the numbers of
// a dead one go with its lease. It writes its number before it reads those of the others, so of two instances that
// admit somebody at the same moment at least one sees both.
export class WatcherCounts {
  readonly #context: Context;
  readonly #lease: InstanceLease;
  readonly #here = new Map<string, number>();
  readonly #written = new Map<string, number>();
  #writtenBy = "";
  readonly #asking = new Map<string, Asking[]>();
  readonly #queue = new KeyedQueue({ maxWaiting: 5 * limits.watchers.room });

  constructor(context: Context, lease: InstanceLease) {
    this.#context = context;
    this.#lease = lease;
  }

  /** Resolves to whether there is a place. Those who ask together share a write, as after a restart. */
  take(room: string): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const asking = this.#asking.get(room) ?? [];
      this.#asking.set(room, asking);
      if (asking.push({ resolve, reject }) > 1) return;
      // Rejects only when too much waits: then nobody has been answered.
      this.#queue.run(room, () => this.#admit(room)).catch((error) => this.#refuse(room, error));
    });
  }

  giveBack(room: string): void {
    const left = this.#count(room) - 1;
    if (left > 0) this.#here.set(room, left);
    else this.#here.delete(room);
    this.#correct(room);
  }

  #correct(room: string): void {
    this.#context.background.retryUntilDone(() =>
      this.#queue.run(room, () => this.#write(room, this.#count(room))),
    );
  }

  async #admit(room: string): Promise<void> {
    const asking = this.#asking.get(room) ?? [];
    this.#asking.delete(room);
    try {
      if (!(await this.#write(room, this.#count(room) + asking.length))) throw new Refusal("BUSY");
      const total = await this.#countEverywhere(room);
      const free = Math.max(0, limits.watchers.room - total + asking.length);
      const admitted = Math.min(free, asking.length);
      if (admitted) this.#here.set(room, this.#count(room) + admitted);
      for (const [i, { resolve }] of asking.entries()) resolve(i < admitted);
      if (admitted < asking.length) this.#correct(room);
    } catch (error) {
      for (const { reject } of asking) reject(error);
      this.#correct(room);
    }
  }

  #refuse(room: string, error: unknown): void {
    for (const { reject } of this.#asking.get(room) ?? []) reject(error);
    this.#asking.delete(room);
  }

  #count(room: string): number {
    return this.#here.get(room) ?? 0;
  }

  /** Resolves to false if others take this instance for dead. */
  async #write(room: string, count: number): Promise<boolean> {
    const { id } = this.#lease;
    if (id !== this.#writtenBy) this.#written.clear();
    this.#writtenBy = id;
    if ((this.#written.get(room) ?? 0) === count) return true;
    // Whether a write that fails was done is unknown.
    this.#written.set(room, UNKNOWN);
    const field = `watching.${room}`;
    const change = count ? { $set: { [field]: count } } : { $unset: { [field]: 1 } };
    const { matchedCount } = await this.#context.models.instances.updateOne(
      { _id: id, dead: false },
      change as UpdateQuery<InstanceRecord>,
    );
    if (count) this.#written.set(room, count);
    else this.#written.delete(room);
    return matchedCount === 1;
  }

  async #countEverywhere(room: string): Promise<number> {
    const field = `watching.${room}`;
    const found = await this.#context.models.instances
      .find({ [field]: trusted({ $exists: true }), dead: false }, { watching: 1 })
      .lean();
    return found.reduce((sum, { watching }) => sum + (watching?.[room] ?? 0), 0);
  }
}
