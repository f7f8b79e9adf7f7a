import type { IndexKey } from "../../query/index-keys.js";
import { compareKeys, type HeldKey, HeldKeys } from "./held-keys.js";

/** The keys of one index that are not in its table yet. */
export class LateIndexKeys {
  #held = new HeldKeys();
  #moving = new HeldKeys();
  #toMove: readonly HeldKey[] = [];
  #moved = 0;
  #sorted: readonly HeldKey[] | undefined;

  add(key: IndexKey, record: number): void {
    this.#held.add(key, record);
    this.#sorted = undefined;
  }

  recordOf(key: IndexKey): number | undefined {
    return this.#held.recordOf(key) ?? this.#moving.recordOf(key);
  }

  /** In the order of the index. After a crash, a rollback or an index build, some may be in the table too. */
  get sorted(): readonly HeldKey[] {
    this.#sorted ??= [...this.#toMove.slice(this.#moved), ...this.#held.sorted()].sort(compareKeys);
    return this.#sorted;
  }

  /** Call `nextToMove` until `endMoving` has something, and only then this again. */
  startMoving(): void {
    this.#moving = this.#held;
    this.#held = new HeldKeys();
    this.#toMove = this.#moving.sorted();
    this.#moved = 0;
  }

  /** They count as written, so if that fails, everything has to be rolled back. */
  nextToMove(count: number): readonly HeldKey[] {
    const keys = this.#toMove.slice(this.#moved, this.#moved + count);
    this.#moved += keys.length;
    this.#sorted = undefined;
    return keys;
  }

  /** Returns all that was moved, once nothing is left to move. */
  endMoving(): HeldKeys | undefined {
    if (this.#moved < this.#toMove.length) return undefined;
    const moved = this.#moving;
    this.#moving = new HeldKeys();
    this.#toMove = [];
    this.#moved = 0;
    return moved;
  }
}
