const SLOT_MS = 5000;
const SLOTS = 12;

export class RecentCount {
  readonly #slots = new Map<number, number>();

  add(): void {
    const now = currentSlot();
    this.#slots.set(now, (this.#slots.get(now) ?? 0) + 1);
    this.#dropOld(now);
  }

  get total(): number {
    this.#dropOld(currentSlot());
    let total = 0;
    for (const count of this.#slots.values()) total += count;
    return total;
  }

  #dropOld(now: number): void {
    for (const slot of this.#slots.keys()) if (slot <= now - SLOTS) this.#slots.delete(slot);
  }
}

const currentSlot = (): number => Math.floor(Date.now() / SLOT_MS);
