export class WaitingPlaces {
  readonly #taken = new Map<string, number>();

  take(bounds: ReadonlyMap<string, number>): (() => void) | undefined {
    for (const [key, most] of bounds) if (this.count(key) >= most) return undefined;
    for (const key of bounds.keys()) this.#taken.set(key, this.count(key) + 1);
    return () => {
      for (const key of bounds.keys()) this.#giveBack(key);
    };
  }

  count(key: string): number {
    return this.#taken.get(key) ?? 0;
  }

  #giveBack(key: string): void {
    const left = this.count(key) - 1;
    if (left) this.#taken.set(key, left);
    else this.#taken.delete(key);
  }
}
