import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import MongoStore from "connect-mongo";
import DataLoader from "dataloader";
import type { Request } from "express";
import type { Session, SessionData } from "express-session";
import { Remembered } from "../lib/read-cache.js";

export const KEPT_MS = 30 * 24 * 3600_000;
const UNPROVEN_MS = 10 * 60_000;

type Stored = Session & SessionData;

const KNOWN_MS = 5000;
const MOST_KNOWN = 10_000;
const MOST_WAIT_MS = 1000;
/** Of two readings the second comes no sooner: when thousands come back, more of them share it. */
const REST_MS = 10;

type Options = ConstructorParameters<typeof MongoStore>[0];

interface Kept {
  data: string;
  also: { lastModified: Date | undefined };
}

export class VisitorStore extends MongoStore {
  /** What is in the store, or was: such a session is written over, and never made again. */
  readonly #stored = new WeakSet<object>();
  /** A page, its pictures and its sockets come within a moment, and each asks who it is. */
  readonly #known: Remembered<Kept> | undefined;
  #reading: Promise<unknown> = Promise.resolve();
  #readAt = Number.NEGATIVE_INFINITY;
  /** When thousands come back at once: while some are being looked up, the next gather. */
  readonly #reads = new DataLoader((sids: readonly string[]) => this.#readAll(sids), {
    ...{ cache: false, maxBatchSize: 1000 },
    batchScheduleFn: (read) => void this.#turn().then(read),
  });

  /** Only where nobody else writes sessions: one that was ended must be over at once. */
  constructor(options: Options, alone: boolean) {
    super(options);
    if (alone) this.#known = new Remembered(MOST_KNOWN, KNOWN_MS);
  }

  override get(sid: string, callback: (error: unknown, data?: SessionData | null) => void): void {
    const read = () => this.#reads.load(sid);
    const found = this.#known ? this.#known.find(sid, read) : read();
    // Each time another copy, for whoever gets it changes it.
    found
      .then((kept) => (kept ? { ...JSON.parse(kept.data), ...kept.also } : null))
      .then((data) => callback(null, data), callback);
  }

  override createSession(req: Request, data: SessionData): Stored {
    const session = super.createSession(req, data);
    this.#stored.add(session);
    return session;
  }

  /** Crawlers and scripts that never send the cookie back leave a session for minutes, not for a month. */
  override set(sid: string, data: SessionData, callback: (error?: unknown) => void = () => {}): void {
    const kept = JSON.parse(JSON.stringify(data));
    if (!data.returned) kept.cookie.expires = new Date(Date.now() + UNPROVEN_MS);
    if (this.#stored.has(data)) {
      this.#write(sid, () => this.#overwrite(sid, kept)).then(() => callback(), callback);
    } else {
      this.#stored.add(data);
      const set = promisify((done: (error?: unknown) => void) => super.set(sid, kept, done));
      this.#write(sid, set).then(() => callback(), callback);
    }
  }

  override destroy(sid: string, callback: (error?: unknown) => void = () => {}): void {
    const destroy = promisify((done: (error?: unknown) => void) => super.destroy(sid, done));
    this.#write(sid, destroy).then(() => callback(), callback);
  }

  /** Ends a session, and says whether it was this call that ended it. One that was never stored is nobody else's. */
  async end(sid: string, session: object): Promise<boolean> {
    if (!this.#stored.has(session)) return true;
    const sessions = await this.collectionP;
    return (await this.#write(sid, () => sessions.deleteOne({ _id: sid }))).deletedCount === 1;
  }

  /** The session as it is, unless it has ended. */
  recall(sid: string): Promise<SessionData | undefined> {
    return new Promise((resolve, reject) => {
      this.get(sid, (error, data) => (error ? reject(error) : resolve(data ?? undefined)));
    });
  }

  /** Changes what was just loaded, and lets the session begin its time anew. */
  amend(sid: string, { cookie, ...data }: SessionData, change: Partial<SessionData>): Promise<void> {
    const expires = new Date(Date.now() + (cookie.originalMaxAge ?? KEPT_MS));
    const amended = { ...data, ...change, cookie: { ...cookie, expires } } as SessionData;
    return this.#write(sid, () => this.#overwrite(sid, amended));
  }

  #write<T>(sid: string, work: () => Promise<T>): Promise<T> {
    return this.#known ? this.#known.write(sid, work) : work();
  }

  /** One that hangs keeps the others back for a moment only. */
  async #turn(): Promise<void> {
    const read = this.#reading.catch(() => {}); // whoever asked for it hears of that
    await Promise.race([read, wait(MOST_WAIT_MS, undefined, { ref: false })]);
    const rest = this.#readAt + REST_MS - performance.now();
    if (rest > 0) await wait(rest);
  }

  async #readAll(sids: readonly string[]): Promise<(Kept | undefined)[]> {
    const which = { _id: { $in: [...sids] }, expires: { $gt: new Date() } };
    const reading = this.collectionP.then((sessions) => sessions.find(which).toArray());
    this.#reading = reading;
    this.#readAt = performance.now();
    const found = await reading;
    const kept = new Map(
      found.map(({ _id, session, lastModified }) => [
        _id,
        { data: session as string, also: { lastModified } },
      ]),
    );
    return sids.map((sid) => kept.get(sid));
  }

  /** A request that was under way when its session ended must not bring it back: so no upsert. */
  async #overwrite(sid: string, { lastModified: _, ...kept }: SessionData & { lastModified?: unknown }) {
    const { expires } = kept.cookie;
    const change = { expires: expires ? new Date(expires) : new Date(Date.now() + KEPT_MS) };
    const session = JSON.stringify(kept) as never;
    await (await this.collectionP).updateOne(
      { _id: sid },
      { $set: { ...change, session, lastModified: new Date() } },
    );
  }
}
