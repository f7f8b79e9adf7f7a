interface Entry<T> {
  value?: T;
  /** When it is to be read again. */
  until: number;
  reading?: Promise<T | undefined>;
  writing: number;
}

/**
 * What was read, until somebody begins to write it. While it is being written nothing is remembered, and a reading
 * that a write has overtaken is given to those who asked for it and to nobody after them.
 */
export class Remembered<T extends object | string> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #most: number;
  readonly #keptMs: number;
  #writingAll = 0;
  #sweeping: NodeJS.Timeout | undefined;

  constructor(most: number, keptMs = Number.POSITIVE_INFINITY) {
    this.#most = most;
    this.#keptMs = keptMs;
  }

  /** Those who ask at the same time share one reading. What is not there is not remembered. */
  async find(key: string, read: () => Promise<T | undefined>): Promise<T | undefined> {
    const entry = this.#entry(key);
    if (entry.value !== undefined && entry.until > performance.now()) return entry.value;
    entry.reading ??= this.#read(entry, read);
    return entry.reading;
  }

  async write<R>(key: string, work: () => Promise<R>): Promise<R> {
    this.begin(key);
    try {
      return await work();
    } finally {
      this.end(key);
    }
  }

  /** Without a key: all of them. */
  begin(key: string | undefined): void {
    if (key !== undefined) forget(this.#entry(key)).writing++;
    else this.#forgetAll().#writingAll++;
  }

  end(key: string | undefined): void {
    if (key !== undefined) forget(this.#entry(key)).writing--;
    else this.#forgetAll().#writingAll--;
  }

  #read(entry: Entry<T>, read: () => Promise<T | undefined>): Promise<T | undefined> {
    const reading: Promise<T | undefined> = read().then(
      (value) => {
        if (entry.reading !== reading) return value;
        entry.reading = undefined;
        if (entry.writing || this.#writingAll) return value;
        entry.value = value;
        entry.until = performance.now() + this.#keptMs;
        if (Number.isFinite(this.#keptMs)) this.#sweepLater();
        return value;
      },
      (error) => {
        if (entry.reading === reading) entry.reading = undefined;
        throw error;
      },
    );
    return reading;
  }

  /** What nobody asks for any more takes no memory for long. */
  #sweepLater(): void {
    this.#sweeping ??= setTimeout(() => {
      this.#sweeping = undefined;
      const now = performance.now();
      for (const [key, { until, reading, writing }] of this.#entries)
        if (until <= now && !reading && !writing) this.#entries.delete(key);
      if (this.#entries.size) this.#sweepLater();
    }, this.#keptMs).unref();
  }

  #forgetAll(): this {
    for (const entry of this.#entries.values()) forget(entry);
    return this;
  }

  #entry(key: string): Entry<T> {
    const known = this.#entries.get(key);
    if (known) return known;
    const entry: Entry<T> = { until: 0, writing: 0 };
    this.#entries.set(key, entry);
    if (this.#entries.size > this.#most) this.#dropOldest();
    return entry;
  }

  /** What is being written must stay known as such. */
  #dropOldest(): void {
    for (const [key, { writing }] of this.#entries) {
      if (writing) continue;
      this.#entries.delete(key);
      return;
    }
  }
}

function forget<T>(entry: Entry<T>): Entry<T> {
  entry.value = undefined;
  entry.reading = undefined;
  return entry;
}
