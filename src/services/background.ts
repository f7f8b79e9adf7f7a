/** Work that nobody waits for: its faults are reported, and the server does not close under it. */
export class Background {
  readonly #report: (error: unknown) => void;
  readonly #running = new Set<Promise<void>>();

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  run(work: () => Promise<unknown>): void {
    const running: Promise<void> = work().then(
      () => void this.#running.delete(running),
      (error) => {
        this.#running.delete(running);
        this.#report(error);
      },
    );
    this.#running.add(running);
  }

  async settled(): Promise<void> {
    while (this.#running.size) await Promise.all(this.#running);
  }
}
