/**
 * What a visitor's browser remembers. Storage can be forbidden or full; then the page works on and forgets,
 * which is the whole consequence and so is not reported.
 */
class Remembered {
  readonly #area: () => Storage;

  constructor(area: () => Storage) {
    this.#area = area;
  }

  read(key: string): string | null {
    try {
      return this.#area().getItem(key);
    } catch {
      return null;
    }
  }

  write(key: string, value: string | null): void {
    try {
      if (value === null) this.#area().removeItem(key);
      else this.#area().setItem(key, value);
    } catch {
      // Forgotten, as said above.
    }
  }
}

/** For good: whether GIFs play. */
export const preferences = new Remembered(() => localStorage);
/** For this tab: drafts and what waits to be sent. */
export const tab = new Remembered(() => sessionStorage);
