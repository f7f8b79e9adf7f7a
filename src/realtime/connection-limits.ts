import { type Connection, contextOf } from "./tuning/connection-context.js";

const MAX_PER_ADDRESS = 1000;

export class ConnectionLimits {
  readonly #open = new Set<Connection>();
  readonly #perAddress = new Map<string, number>();

  get open(): Iterable<Connection> {
    return this.#open;
  }

  isFull(address: string): boolean {
    return this.#count(address) >= MAX_PER_ADDRESS;
  }

  add(connection: Connection): void {
    const { address } = contextOf(connection);
    this.#open.add(connection);
    this.#perAddress.set(address, this.#count(address) + 1);
  }

  remove(connection: Connection): void {
    const { address } = contextOf(connection);
    this.#open.delete(connection);
    const left = this.#count(address) - 1;
    if (left) this.#perAddress.set(address, left);
    else this.#perAddress.delete(address);
  }

  #count(address: string): number {
    return this.#perAddress.get(address) ?? 0;
  }
}
