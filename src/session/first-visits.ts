import { addressGroup, isLoopback, WIDE_FACTOR, wideAddressGroup } from "../lib/address-group.js";
import { ONION } from "../lib/onion/onion-address.js";

/** Crawlers and scripts never send the cookie back; their sessions must not stay for a month. */
export const FIRST_VISIT_MS = 10 * 60_000;

const MAX_WAITING = 1000;
const MAX_REMEMBERED = 50_000;

interface Visit {
  groups: Group[];
  endsAt: number;
}

interface Group {
  name: string;
  factor: number;
}

/** Bounds the sessions that one address begins. Kept in memory, since it is asked for every stranger. */
export class FirstVisits {
  readonly #waiting = new Map<string, Visit>();
  readonly #waitingOf = new Map<string, Set<string>>();

  begin(sid: string, address: string): boolean {
    this.#forget();
    const groups = groupsOf(address);
    const full = groups.find((group) => this.#isFull(group));
    // Behind a proxy that is not named, everybody comes from loopback, and over Tor a flood has many circuits: so nobody
    // is refused for all of these.
    if (full && !isLoopback(address) && full.name !== ONION) return false;
    if (full) this.#endOldest(full);
    this.#waiting.set(sid, { groups, endsAt: Date.now() + FIRST_VISIT_MS });
    for (const { name } of groups) {
      const sids = this.#waitingOf.get(name) ?? new Set();
      this.#waitingOf.set(name, sids.add(sid));
    }
    return true;
  }

  end(sid: string): void {
    const visit = this.#waiting.get(sid);
    if (!visit) return;
    this.#waiting.delete(sid);
    for (const { name } of visit.groups) {
      const sids = this.#waitingOf.get(name)!;
      sids.delete(sid);
      if (!sids.size) this.#waitingOf.delete(name);
    }
  }

  #isFull({ name, factor }: Group): boolean {
    return (this.#waitingOf.get(name)?.size ?? 0) >= MAX_WAITING * factor;
  }

  #endOldest({ name }: Group): void {
    for (const sid of this.#waitingOf.get(name)!) return this.end(sid);
  }

  #forget(): void {
    const now = Date.now();
    for (const [sid, { endsAt }] of this.#waiting) {
      if (endsAt > now && this.#waiting.size < MAX_REMEMBERED) return;
      this.end(sid);
    }
  }
}

function groupsOf(address: string): Group[] {
  const [group, wide] = [addressGroup(address), wideAddressGroup(address)];
  const groups = [{ name: group, factor: 1 }];
  return wide === group ? groups : [...groups, { name: wide, factor: WIDE_FACTOR }];
}
