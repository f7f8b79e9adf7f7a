import type { Models } from "../../db/index.js";
import { randomId } from "../visitors/visitors.js";

/** A process that was not heard of for so long is taken for dead. */
export const SILENT_MS = 15_000;
/** The name of one that has no others beside it. */
const ALONE = "alone";

/** This process's name in the records, and its right to hold seats: it lasts while the database hears of it. */
export class Lease {
  readonly #nodes: Models["nodes"];
  #id = ALONE;
  #renewedAt = performance.now();
  #renewedTime = Date.now();
  #steadySince = Number.NEGATIVE_INFINITY;
  /** By how much the database's clock is ahead of ours. */
  #ahead = 0;

  constructor(nodes: Models["nodes"]) {
    this.#nodes = nodes;
  }

  get id(): string {
    return this.#id;
  }

  get now(): Date {
    return new Date(Date.now() + this.#ahead);
  }

  /** The others may have given our seats away: what memory says of them counts no more. */
  get isLost(): boolean {
    // By both clocks: the one stands still while a machine sleeps, the other can be set.
    const silent = Math.max(performance.now() - this.#renewedAt, Date.now() - this.#renewedTime);
    return this.#id !== ALONE && silent > SILENT_MS;
  }

  /** After a time in which nobody could be heard, others are not called silent before they could speak. */
  get mayJudge(): boolean {
    return performance.now() - this.#steadySince > SILENT_MS;
  }

  /** From here on there are others: a new name, that no record knows yet. */
  async begin(): Promise<void> {
    const asked = performance.now();
    const _id = randomId(9);
    this.#heard(asked, (await this.#say(_id, true))!);
    this.#id = _id;
  }

  /** False when the others have taken this process for dead. */
  async renew(): Promise<boolean> {
    const asked = performance.now();
    const seenAt = await this.#say(this.#id, false);
    if (!seenAt) return false;
    if (asked - this.#renewedAt > SILENT_MS / 2) this.#steadySince = asked;
    this.#heard(asked, seenAt);
    return true;
  }

  async #say(_id: string, upsert: boolean): Promise<Date | undefined> {
    const alive = { $currentDate: { seenAt: true as const } };
    const options = { upsert, returnDocument: "after" as const };
    return (await this.#nodes.findOneAndUpdate({ _id, dead: false }, alive, options).lean())?.seenAt;
  }

  #heard(asked: number, seenAt: Date): void {
    this.#renewedAt = asked;
    this.#renewedTime = Date.now() - (performance.now() - asked);
    this.#ahead = seenAt.getTime() - Date.now();
  }
}
