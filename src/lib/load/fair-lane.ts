const HALF_LIFE_MS = 5000;

export interface Job {
  run: () => Promise<void>;
  isGone: () => boolean;
  drop: () => void;
  waitedMs: () => number;
  askedAt: number;
}

class Costs {
  #cost = 0;
  #chargedAt = 0;

  at(now: number): number {
    return this.#cost * 0.5 ** ((now - this.#chargedAt) / HALF_LIFE_MS);
  }

  charge(ms: number, now: number): void {
    this.#cost = this.at(now) + ms;
    this.#chargedAt = now;
  }
}

/** The jobs of one key that wait, and what the key has cost lately. */
export class Lane {
  readonly waiting: Job[] = [];
  readonly #costs = new Costs();
  running = 0;
  pending = 0;
  readonly around: Lane | undefined;
  readonly #factor: number;

  constructor(around?: Lane, factor = 1) {
    this.around = around;
    this.#factor = factor;
  }

  costAt(now: number): number {
    const own = this.#costs.at(now);
    return this.around ? Math.max(own, this.around.#costs.at(now) / this.#factor) : own;
  }

  isOver(limit: number): boolean {
    return this.pending >= limit || (this.around?.pending ?? 0) >= limit * this.#factor;
  }

  count(change: number): void {
    this.pending += change;
    if (this.around) this.around.pending += change;
  }

  charge(ms: number, now: number): void {
    this.#costs.charge(ms, now);
    if (this.around) this.around.#costs.charge(ms, now);
  }
}
