const WINDOW_MS = 60_000;

/** Distinct keys of the last minute. Beyond the bound the oldest go, so that a flood of keys does not fill the memory. */
export class RecentKeys {
  readonly #seen = new Map<string, number>();
  readonly #max: number;

  constructor(options: { max: number }) {
    this.#max = options.max;
  }

  add(key: string): void {
    this.#seen.delete(key);
    this.#seen.set(key, Date.now());
    this.#dropOld();
  }

  has(key: string): boolean {
    this.#dropOld();
    return this.#seen.has(key);
  }

  get count(): number {
    this.#dropOld();
    return this.#seen.size;
  }

  #dropOld(): void {
    const before = Date.now() - WINDOW_MS;
    for (const [key, at] of this.#seen) {
      if (at > before && this.#seen.size <= this.#max) return;
      this.#seen.delete(key);
    }
  }
}
