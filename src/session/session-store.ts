import { promisify } from "node:util";
import MongoStore from "connect-mongo";
import type { Request } from "express";
import type { Session, SessionData } from "express-session";
import { ReadCache } from "../lib/read-cache.js";
import { BatchedReader } from "./batched-reader.js";

export const SESSION_TTL_MS = 30 * 24 * 3600_000;
/** Crawlers and scripts never send the cookie back; their sessions must not stay for a month. */
const FIRST_VISIT_TTL_MS = 10 * 60_000;

const MAX_CACHED = 10_000;
const CACHED_MS = 5000;

type MongoOptions = ConstructorParameters<typeof MongoStore>[0];

interface StoredSession {
  json: string;
  lastModified: Date | undefined;
}

export class SessionStore extends MongoStore {
  /** Sessions that were stored before, even if they are removed by now: these are updated and never inserted. */
  readonly #persisted = new WeakSet<object>();
  /** A page, its pictures and its sockets ask for the same session within a moment. */
  readonly #cache: ReadCache<StoredSession> | undefined;
  readonly #reader = new BatchedReader((sids: readonly string[]) => this.#readAll(sids));

  constructor(options: MongoOptions, { cache }: { cache: boolean }) {
    super(options);
    if (cache) this.#cache = new ReadCache({ max: MAX_CACHED, ttlMs: CACHED_MS });
  }

  override get(sid: string, callback: (error: unknown, data?: SessionData | null) => void): void {
    const read = () => this.#reader.read(sid);
    const found = this.#cache ? this.#cache.find(sid, read) : read();
    // Parse for each caller, because callers change the object.
    found
      .then((stored) => (stored ? { ...JSON.parse(stored.json), lastModified: stored.lastModified } : null))
      .then((data) => callback(null, data), callback);
  }

  override createSession(req: Request, data: SessionData): Session & SessionData {
    const session = super.createSession(req, data);
    this.#persisted.add(session);
    return session;
  }

  override set(sid: string, data: SessionData, callback: (error?: unknown) => void = () => {}): void {
    const stored = JSON.parse(JSON.stringify(data));
    if (!data.returned) stored.cookie.expires = new Date(Date.now() + FIRST_VISIT_TTL_MS);
    const insert = promisify((done: (error?: unknown) => void) => super.set(sid, stored, done));
    const write = this.#persisted.has(data) ? () => this.#updateOne(sid, stored) : insert;
    this.#persisted.add(data);
    this.#write(sid, write).then(() => callback(), callback);
  }

  override destroy(sid: string, callback: (error?: unknown) => void = () => {}): void {
    const destroy = promisify((done: (error?: unknown) => void) => super.destroy(sid, done));
    this.#write(sid, destroy).then(() => callback(), callback);
  }

  async remove(sid: string, session: object): Promise<boolean> {
    if (!this.#persisted.has(session)) return true;
    const sessions = await this.collectionP;
    const { deletedCount } = await this.#write(sid, () => sessions.deleteOne({ _id: sid }));
    return deletedCount === 1;
  }

  find(sid: string): Promise<SessionData | undefined> {
    return new Promise((resolve, reject) => {
      this.get(sid, (error, data) => (error ? reject(error) : resolve(data ?? undefined)));
    });
  }

  update(sid: string, { cookie, ...data }: SessionData, change: Partial<SessionData>): Promise<void> {
    const expires = new Date(Date.now() + (cookie.originalMaxAge ?? SESSION_TTL_MS));
    const changed = { ...data, ...change, cookie: { ...cookie, expires } } as SessionData;
    return this.#write(sid, () => this.#updateOne(sid, changed));
  }

  #write<T>(sid: string, work: () => Promise<T>): Promise<T> {
    return this.#cache ? this.#cache.write(sid, work) : work();
  }

  async #readAll(sids: readonly string[]): Promise<(StoredSession | undefined)[]> {
    const sessions = await this.collectionP;
    const unexpired = { _id: { $in: [...sids] }, expires: { $gt: new Date() } };
    const found = await sessions.find(unexpired).toArray();
    const bySid = new Map(
      found.map(({ _id, session, lastModified }) => [_id, { json: session as string, lastModified }]),
    );
    return sids.map((sid) => bySid.get(sid));
  }

  /** No upsert: a request in flight must not bring back a session that was removed meanwhile. */
  async #updateOne(sid: string, data: SessionData & { lastModified?: unknown }): Promise<void> {
    const { lastModified: _, ...stored } = data;
    const { expires } = stored.cookie;
    const change = {
      session: JSON.stringify(stored) as never,
      expires: expires ? new Date(expires) : new Date(Date.now() + SESSION_TTL_MS),
      lastModified: new Date(),
    };
    await (await this.collectionP).updateOne({ _id: sid }, { $set: change });
  }
}
