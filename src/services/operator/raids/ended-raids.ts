import { trusted } from "mongoose";
import type { EndedRaidModel, EndedRaidRecord } from "../../../db/models/site/ended-raid.js";
import { randomId } from "../../../lib/random-id.js";
import type { AddressGroup } from "./address-group.js";

/** Longer than any one room takes. What two instances do at once is only done twice. */
const LEASE_MS = 30_000;

export interface RoomsLeft {
  readonly toEnd: Set<string>;
  readonly toClean: Set<string>;
}

export const newRaid = (groups: readonly AddressGroup[], until: Date): EndedRaidRecord => ({
  _id: randomId(9),
  ...{ at: new Date(), until, leasedUntil: leaseEnd() },
  groups: groups.map(({ from, visitors }) => ({ ban: randomId(9), from, visitors: [...visitors] })),
});

export const visitorsOf = ({ groups }: EndedRaidRecord): string[] => [
  ...new Set(groups.flatMap(({ visitors }) => visitors)),
];

/** The stored work that is left on ended raids. */
export class EndedRaids {
  readonly #raids: EndedRaidModel;

  constructor(raids: EndedRaidModel) {
    this.#raids = raids;
  }

  async add({ _id, ...raid }: EndedRaidRecord): Promise<void> {
    await this.#raids.updateOne({ _id }, { $setOnInsert: raid }, { upsert: true });
  }

  list(): Promise<EndedRaidRecord[]> {
    return this.#raids.find().sort({ at: -1 }).lean<EndedRaidRecord[]>();
  }

  find(_id: string): Promise<EndedRaidRecord | null> {
    return this.#raids.findById(_id).lean<EndedRaidRecord>();
  }

  /** False while another instance works on it. */
  async lease(_id: string, { hasOthers }: { hasOthers: boolean }): Promise<boolean> {
    const free = hasOthers ? { leasedUntil: trusted({ $lt: new Date() }) } : {};
    const leased = await this.#raids.updateOne({ _id, ...free }, { $set: { leasedUntil: leaseEnd() } });
    return leased.matchedCount > 0;
  }

  async note(_id: string, { toEnd, toClean }: RoomsLeft, leasedUntil = leaseEnd()): Promise<void> {
    const change = { toEnd: [...toEnd], toClean: [...toClean], leasedUntil };
    await this.#raids.updateOne({ _id }, { $set: change });
  }

  async remove(_id: string): Promise<void> {
    await this.#raids.deleteOne({ _id });
  }
}

const leaseEnd = (): Date => new Date(Date.now() + LEASE_MS);
