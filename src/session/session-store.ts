import { promisify } from "node:util";
import MongoStore from "connect-mongo";
import type { Request } from "express";
import type { Session, SessionData } from "express-session";
import { LRUCache } from "lru-cache";
import { mongo } from "mongoose";
import { BatchedWriter } from "../lib/load/batched-writer.js";
import { ReadCache } from "../lib/read-cache.js";
import { BatchedReader } from "./batched-reader.js";
import { FIRST_VISIT_MS, type FirstVisits } from "./first-visits.js";
import { sealPlainSessions } from "./seal-plain-sessions.js";
import { SessionKey, type SessionRecord } from "./session-key.js";
import { StoredSessionLimit } from "./stored-session-limit.js";

export const SESSION_TTL_MS = 30 * 24 * 3600_000;

const MAX_CACHED = 10_000;
const CACHED_MS = 5000;
const READ_TIMEOUT_MS = 4000;

type MongoOptions = ConstructorParameters<typeof MongoStore>[0];

interface StoreOptions {
  cache: boolean;
  firstVisits: FirstVisits | undefined;
  maxStored: number;
}

type SessionUpdate = mongo.AnyBulkWriteOperation<SessionRecord>;

interface StoredSession {
  json: string;
  lastModified: Date;
}

export class SessionStore extends MongoStore {
  /** Sessions that were stored before, even if they are removed by now: these are updated and never inserted. */
  readonly #persisted = new WeakSet<object>();
  /** A page, its pictures and its sockets ask for the same session within a moment. */
  readonly #cache: ReadCache<StoredSession> | undefined;
  readonly #keys = new LRUCache<string, SessionKey>({ max: MAX_CACHED, ttl: CACHED_MS });
  readonly #reader = new BatchedReader((storedIds: readonly string[]) => this.#readAll(storedIds));
  readonly #writer = new BatchedWriter((updates: readonly SessionUpdate[]) => this.#writeAll(updates));
  readonly #limit: StoredSessionLimit;
  readonly #firstVisits: FirstVisits | undefined;

  constructor(options: MongoOptions, { cache, firstVisits, maxStored }: StoreOptions) {
    super({ ...options, transformId: (sid) => new SessionKey(sid).storedId });
    if (cache) this.#cache = new ReadCache({ max: MAX_CACHED, ttlMs: CACHED_MS });
    this.#firstVisits = firstVisits;
    this.#limit = new StoredSessionLimit(this.#records, maxStored);
  }

  /** Await it before the first visitor, so that a failure stops the start instead of crashing the process later. */
  async prepare(): Promise<void> {
    await sealPlainSessions(await this.#records);
    await this.#limit.makeRoom();
  }

  override get(sid: string, callback: (error: unknown, data?: SessionData | null) => void): void {
    const read = () => this.#read(sid);
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
    if (!data.returned) stored.cookie.expires = new Date(Date.now() + FIRST_VISIT_MS);
    const isNew = !this.#persisted.has(data);
    this.#persisted.add(data);
    const write = isNew ? () => this.#insert(sid, stored) : () => this.#updateOne(sid, stored);
    this.#write(sid, write).then(() => callback(), callback);
  }

  override destroy(sid: string, callback: (error?: unknown) => void = () => {}): void {
    const destroy = promisify((done: (error?: unknown) => void) => super.destroy(sid, done));
    this.#write(sid, destroy).then(() => callback(), callback);
  }

  async remove(sid: string, session: object): Promise<boolean> {
    this.#firstVisits?.end(sid);
    if (!this.#persisted.has(session)) return true;
    const records = await this.#records;
    const { storedId } = this.#keyOf(sid);
    const { deletedCount } = await this.#write(sid, () => records.deleteOne({ _id: storedId }));
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

  begin(sid: string, address: string): boolean {
    return this.#firstVisits?.begin(sid, address) ?? true;
  }

  storedIdOf(sid: string): string {
    return this.#keyOf(sid).storedId;
  }

  get #records(): Promise<mongo.Collection<SessionRecord>> {
    return this.collectionP as unknown as Promise<mongo.Collection<SessionRecord>>;
  }

  #write<T>(sid: string, work: () => Promise<T>): Promise<T> {
    return this.#cache ? this.#cache.write(sid, work) : work();
  }

  #keyOf(sid: string): SessionKey {
    const known = this.#keys.get(sid);
    if (known) return known;
    const key = new SessionKey(sid);
    this.#keys.set(sid, key);
    return key;
  }

  async #read(sid: string): Promise<StoredSession | undefined> {
    const key = this.#keyOf(sid);
    const record = await this.#reader.read(key.storedId);
    return record && { json: key.open(record.sealed.value()), lastModified: record.lastModified };
  }

  async #readAll(storedIds: readonly string[]): Promise<(SessionRecord | undefined)[]> {
    const unexpired = { _id: { $in: [...storedIds] }, expires: { $gt: new Date() } };
    const inOneAnswer = { maxTimeMS: READ_TIMEOUT_MS, batchSize: storedIds.length + 1 };
    const found = await (await this.#records).find(unexpired, inOneAnswer).toArray();
    const byId = new Map(found.map((record) => [record._id, record]));
    return storedIds.map((id) => byId.get(id));
  }

  async #insert(sid: string, data: SessionData): Promise<void> {
    await this.#writer.write(this.#toUpdate(sid, data, { upsert: true }));
    await this.#limit.onAdded();
  }

  /** No upsert: a request in flight must not bring back a session that was removed meanwhile. */
  async #updateOne(sid: string, data: SessionData): Promise<void> {
    if (data.returned) this.#firstVisits?.end(sid);
    await this.#writer.write(this.#toUpdate(sid, data, { upsert: false }));
  }

  #toUpdate(sid: string, data: SessionData, options: { upsert: boolean }): SessionUpdate {
    const filter = { _id: this.#keyOf(sid).storedId };
    return { updateOne: { filter, update: { $set: this.#seal(sid, data) }, ...options } };
  }

  async #writeAll(updates: readonly SessionUpdate[]): Promise<ReadonlyMap<number, unknown>> {
    try {
      await (await this.#records).bulkWrite(updates, { ordered: false });
      return new Map();
    } catch (error) {
      if (!(error instanceof mongo.MongoBulkWriteError) || error.result.getWriteConcernError()) throw error;
      const failed = new Map([error.writeErrors].flat().map((one) => [one.index, one]));
      if (!failed.size) throw error;
      return failed;
    }
  }

  #seal(sid: string, data: SessionData & { lastModified?: unknown }): Omit<SessionRecord, "_id"> {
    const { lastModified: _, ...stored } = data;
    const { expires } = stored.cookie;
    return {
      sealed: new mongo.Binary(this.#keyOf(sid).seal(JSON.stringify(stored))),
      expires: expires ? new Date(expires) : new Date(Date.now() + SESSION_TTL_MS),
      lastModified: new Date(),
    };
  }
}
