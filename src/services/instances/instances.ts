import type { Context } from "../ports.js";
import type { Endings } from "../rooms/room-removal.js";
import type { Lease } from "./lease.js";
import type { Recovery } from "./seat-recovery.js";
import type { PeerNews } from "./sync.js";

const EVERY_MS = 2000;

export interface RoundsParts {
  lease: Lease;
  recovery: Recovery;
  peerNews: PeerNews;
  endings: Endings;
}

/** What a process that has others beside it does every other second: shows that it lives, and looks after the rest. */
export class Rounds {
  readonly #context: Context;
  readonly #parts: RoundsParts;
  readonly #timers = new Set<NodeJS.Timeout>();
  #closed = false;

  constructor(context: Context, parts: RoundsParts) {
    this.#context = context;
    this.#parts = parts;
  }

  async open(): Promise<void> {
    await this.#parts.lease.begin();
    await this.#parts.recovery.sweep();
    // Apart, so that a look that takes long does not pass for silence.
    this.#repeat(() => this.#showLife());
    this.#repeat(() => this.#lookAfter());
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #repeat(work: () => Promise<void>): void {
    if (this.#closed) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#context.background.run(() => work().finally(() => this.#repeat(work)));
    }, EVERY_MS);
    this.#timers.add(timer);
  }

  async #showLife(): Promise<void> {
    const { lease, recovery } = this.#parts;
    if (!(await lease.renew())) await recovery.startAfresh();
  }

  async #lookAfter(): Promise<void> {
    const { recovery, peerNews, endings } = this.#parts;
    await peerNews.look();
    await endings.takeOver();
    if (await recovery.bury()) await peerNews.lookAtAll();
  }
}
