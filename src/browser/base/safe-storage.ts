/** Browsers may forbid storage or run out of it. The page then works without it, so nothing is reported. */
class SafeStorage {
  readonly #getStorage: () => Storage;

  constructor(getStorage: () => Storage) {
    this.#getStorage = getStorage;
  }

  read(key: string): string | null {
    try {
      return this.#getStorage().getItem(key);
    } catch {
      return null;
    }
  }

  write(key: string, value: string | null): void {
    try {
      if (value === null) this.#getStorage().removeItem(key);
      else this.#getStorage().setItem(key, value);
    } catch {
      // See the class.
    }
  }
}

export const preferences = new SafeStorage(() => localStorage);
export const tabStorage = new SafeStorage(() => sessionStorage);
