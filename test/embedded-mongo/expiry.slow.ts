import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mongo } from "mongoose";
import { start } from "../../dist/embedded-mongo/index.js";

/**
 * Run by hand or at night, for it takes over a minute: expired documents go at the next pass, which comes every
 * 60 seconds as MongoDB's does. With MONGODB_URI it asks another server.
 */
const LIMIT = 150_000;

const dir = await mkdtemp(join(tmpdir(), "store-"));
const store = process.env.MONGODB_URI ? undefined : await start({ dir });
const client = await mongo.MongoClient.connect(store?.uri ?? process.env.MONGODB_URI!);
const db = client.db(`test-expiry-${process.pid}`);
const docs = db.collection<{ _id: string; at?: unknown }>("docs");

const past = new Date(Date.now() - 3_600_000);
const future = new Date(Date.now() + 3_600_000);
await docs.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
await docs.insertMany([
  { _id: "over", at: past },
  { _id: "one date of a list is over", at: [future, past] },
  { _id: "not yet", at: future },
  { _id: "just now", at: new Date(Date.now() + LIMIT) },
  { _id: "no date", at: "2001-01-01" },
  { _id: "nothing" },
]);

const stay = ["just now", "no date", "not yet", "nothing"];
const started = Date.now();
let left: string[] = [];
do {
  // Nothing tells when the pass has been: a look every second is all a client can do.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  left = (await docs.distinct("_id")).sort();
} while (left.length > stay.length && Date.now() - started < LIMIT);
assert.deepEqual(left, stay);
assert.deepEqual(await docs.find({ at: { $lt: new Date() } }).toArray(), []);
console.log(`expired documents were gone after ${Math.round((Date.now() - started) / 1000)} s`);

await db.dropDatabase();
await client.close();
await store?.close();
await rm(dir, { recursive: true });
