import { addressGroup, WIDE_FACTOR, wideAddressGroup } from "../lib/address-group.js";

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
  readonly #waitingOf = new Map<string, number>();

  begin(sid: string, address: string): boolean {
    this.#forget();
    const groups = groupsOf(address);
    if (groups.some((group) => this.#isFull(group))) return false;
    this.#waiting.set(sid, { groups, endsAt: Date.now() + FIRST_VISIT_MS });
    for (const { name } of groups) this.#waitingOf.set(name, (this.#waitingOf.get(name) ?? 0) + 1);
    return true;
  }

  end(sid: string): void {
    const visit = this.#waiting.get(sid);
    if (!visit) return;
    this.#waiting.delete(sid);
    for (const { name } of visit.groups) {
      const left = this.#waitingOf.get(name)! - 1;
      if (left) this.#waitingOf.set(name, left);
      else this.#waitingOf.delete(name);
    }
  }

  #isFull({ name, factor }: Group): boolean {
    return (this.#waitingOf.get(name) ?? 0) >= MAX_WAITING * factor;
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
