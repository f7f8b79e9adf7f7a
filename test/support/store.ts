import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mongo } from "mongoose";
import { afterAll } from "vitest";
import { start } from "../../dist/embedded-mongo/index.js";

/** With MONGODB_URI the compatibility suite runs against that server: what the store claims can be compared. */
const foreignUri = process.env.MONGODB_URI;

export const embedded = !foreignUri;

export interface Place {
  readonly uri: string;
  readonly client: mongo.MongoClient;
  readonly db: mongo.Db;
}

/** A database of a random name, on a server of this test file's own; both are gone when the file is done. */
export async function useDatabase(options: mongo.MongoClientOptions = {}): Promise<Place> {
  const server = await startServer();
  const client = await mongo.MongoClient.connect(server.uri, options);
  const db = client.db(`test-${randomUUID()}`);
  afterAll(async () => {
    await db.dropDatabase();
    await client.close();
    await server.close();
  });
  return { uri: server.uri, client, db };
}

/** A server of ours in a folder of its own, or the one that is to be compared with it. */
export async function startServer(): Promise<{ uri: string; close(): Promise<void> }> {
  if (foreignUri) return { uri: foreignUri, close: async () => {} };
  const dir = await mkdtemp(join(tmpdir(), "store-"));
  const store = await start({ dir });
  return {
    uri: store.uri,
    close: async () => {
      await store.close();
      await rm(dir, { recursive: true });
    },
  };
}

/** A folder for one test file, removed when the file is done. */
export async function useFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "store-"));
  afterAll(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

export type Refusal = mongo.MongoServerError & { keyPattern?: object; keyValue?: object };

/** What the server refused with; a success, or an error that is not the server's, fails the test. */
export async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  const outcome: unknown = await work.then(
    (value) => new Error(`was not refused: ${JSON.stringify(value)}`),
    (error) => error,
  );
  if (outcome instanceof mongo.MongoServerError) return outcome;
  throw outcome;
}

export async function codeOf(work: Promise<unknown>): Promise<number | string | undefined> {
  return (await refusalOf(work)).code;
}

/** Documents of any shape: the tests store what no schema would. */
export type Loose = mongo.BSON.Document & { _id: string | number | boolean | null };

/** Only the ids, in the order of the ids: what a filter finds. */
export async function idsOf(
  collection: mongo.Collection<Loose>,
  filter: mongo.BSON.Document,
): Promise<unknown[]> {
  const found = await collection.find(filter, { projection: { _id: 1 }, sort: { _id: 1 } }).toArray();
  return found.map((document) => document._id);
}

/** The one document as it is stored: Int32, Double and Long not made into numbers. */
export async function storedIn(collection: mongo.Collection<Loose>, filter: mongo.BSON.Document = {}) {
  const found = await collection.findOne(filter, { promoteValues: false });
  if (!found) throw new Error(`nothing stored for ${JSON.stringify(filter)}`);
  return found;
}
