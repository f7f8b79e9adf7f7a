/** Changes can come late: what was removed since must not come back. */
export class ShownChanges {
  readonly #latest = new Map<number, number>();

  accept(seq: number, change: number): boolean {
    if (change < (this.#latest.get(seq) ?? 0)) return false;
    this.#latest.set(seq, change);
    return true;
  }
}
