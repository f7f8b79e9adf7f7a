const MOST_PER_ADDRESS = 1000;

/** How many connections each address has open. */
export class AddressCount {
  readonly #open = new Map<string, number>();

  isFull(address: string): boolean {
    return (this.#open.get(address) ?? 0) >= MOST_PER_ADDRESS;
  }

  /** Counts one more, and returns what takes it off again. */
  add(address: string): () => void {
    this.#open.set(address, (this.#open.get(address) ?? 0) + 1);
    return () => {
      const left = (this.#open.get(address) ?? 1) - 1;
      if (left) this.#open.set(address, left);
      else this.#open.delete(address);
    };
  }
}
