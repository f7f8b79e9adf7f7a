import { addressGroup, groupAround } from "../lib/address-group.js";
import { AROUND_FACTOR } from "../lib/load/load-limits.js";
import { type Connection, contextOf } from "./tuning/connection-context.js";

const MAX_PER_ADDRESS = 1000;
const MAX_AROUND = AROUND_FACTOR * MAX_PER_ADDRESS;

export class ConnectionLimits {
  readonly #open = new Set<Connection>();
  readonly #perGroup = new Map<string, number>();

  get open(): ReadonlySet<Connection> {
    return this.#open;
  }

  isFull(address: string): boolean {
    const [group, around] = groupsOf(address);
    if (this.#count(group) >= MAX_PER_ADDRESS) return true;
    return around !== undefined && this.#count(around) >= MAX_AROUND;
  }

  add(connection: Connection): void {
    this.#open.add(connection);
    for (const group of groupsOf(contextOf(connection).address))
      this.#perGroup.set(group, this.#count(group) + 1);
  }

  remove(connection: Connection): void {
    this.#open.delete(connection);
    for (const group of groupsOf(contextOf(connection).address)) {
      const left = this.#count(group) - 1;
      if (left) this.#perGroup.set(group, left);
      else this.#perGroup.delete(group);
    }
  }

  #count(group: string): number {
    return this.#perGroup.get(group) ?? 0;
  }
}

function groupsOf(address: string): [string] | [string, string] {
  const group = addressGroup(address);
  const around = groupAround(group);
  return around === undefined ? [group] : [group, around];
}
