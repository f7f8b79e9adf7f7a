/** @module-tag thorough */
import { DatabaseSync } from "@photostructure/sqlite";
import { mongo } from "mongoose";
import { expect, test } from "vitest";
import { databaseFile } from "../../../dist/embedded-mongo/index.js";
import { type Loose, refusalOf, useFolder } from "../../support/store.js";
import { startProcess } from "../../support/store-process.js";

const ROOMS = 20;
const BATCH = 100;
/** Some keys are in the tables, some are being moved there, and some are not. */
const DOCUMENTS = 8300;

type Docs = mongo.Collection<Loose>;

const docAt = (i: number): Loose => ({
  _id: `doc ${String((i * 7919) % 10_007).padStart(5, "0")}`,
  room: `room ${i % ROOMS}`,
  seq: Math.floor(i / ROOMS),
  tags: i % 10 ? undefined : [`t${i}`],
});

async function connect(dir: string) {
  const store = await startProcess(dir);
  const client = await mongo.MongoClient.connect(store.uri);
  const docs = client.db("late").collection<Loose>("docs");
  const kill = async (signal: NodeJS.Signals) => {
    await client.close();
    await store.kill(signal);
  };
  return { docs, kill };
}

async function insert(docs: Docs, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += BATCH)
    await docs.insertMany(Array.from({ length: Math.min(BATCH, to - at) }, (_, i) => docAt(at + i)));
}

async function fill(docs: Docs): Promise<void> {
  await docs.createIndex({ room: 1, seq: 1 }, { unique: true });
  await docs.createIndex({ tags: 1 }, { sparse: true });
  await insert(docs, 0, DOCUMENTS);
}

async function expectAll(docs: Docs, count: number): Promise<void> {
  expect(await docs.countDocuments({})).toBe(count);
  expect(await docs.countDocuments({ room: { $gte: "" } })).toBe(count);
  expect(await docs.find({ _id: { $gte: "" } }).toArray()).toHaveLength(count);
  expect(await docs.countDocuments({ tags: { $gte: "" } })).toBe(Math.ceil(count / 10));
  const last = await docs.find({ room: "room 3" }).sort({ seq: -1 }).limit(2).toArray();
  const highest = Math.floor((count - 4) / ROOMS);
  expect(last.map(({ seq }) => seq)).toEqual([highest, highest - 1]);
}

/** Of each index and each age, without a search before. */
async function expectTaken(docs: Docs): Promise<void> {
  for (const i of [0, 1, 2000, 4001, 4409, DOCUMENTS - 1]) {
    const taken = docAt(i);
    const refusals = [refusalOf(docs.insertOne({ ...taken, seq: -1 - i }))];
    refusals.push(refusalOf(docs.insertOne({ ...taken, _id: `other ${i}` })));
    for (const refusal of await Promise.all(refusals)) expect(refusal.code).toBe(11000);
  }
}

test("keys that are not in the tables yet are found, refused and counted", async () => {
  const { docs, kill } = await connect(await useFolder());
  await fill(docs);
  await expectTaken(docs);
  await expectAll(docs, DOCUMENTS);
  await insert(docs, DOCUMENTS, DOCUMENTS + 50);
  await docs.updateOne({ _id: docAt(DOCUMENTS + 49)._id }, { $set: { seq: 1_000_000 } });
  await docs.deleteOne({ _id: docAt(DOCUMENTS + 48)._id });
  await insert(docs, DOCUMENTS + 48, DOCUMENTS + 50).catch(() => "the second is still there");
  expect(await docs.countDocuments({ room: docAt(DOCUMENTS + 49).room, seq: 1_000_000 })).toBe(1);
  await kill("SIGTERM");
});

test("a batch with the same key twice is stored up to there, also between several rows of one statement", async () => {
  const { docs, kill } = await connect(await useFolder());
  await docs.createIndex({ room: 1, seq: 1 }, { unique: true });
  const batch = Array.from({ length: 40 }, (_, i) => docAt(i));
  batch[29] = { ...docAt(29), room: batch[20]!.room, seq: batch[20]!.seq };
  const ordered = await refusalOf(docs.insertMany(batch));
  expect(ordered).toMatchObject({ code: 11000, insertedCount: 29 });
  expect(await docs.countDocuments({})).toBe(29);
  await docs.deleteMany({});
  const unordered = await refusalOf(docs.insertMany(batch, { ordered: false }));
  expect(unordered).toMatchObject({ code: 11000, insertedCount: 39 });
  expect(await docs.countDocuments({ room: { $gte: "" } })).toBe(39);
  await kill("SIGTERM");
});

for (const signal of ["SIGKILL", "SIGTERM"] as const)
  test(`after ${signal}, every record has its keys`, async () => {
    const dir = await useFolder();
    const before = await connect(dir);
    await fill(before.docs);
    await before.kill(signal);
    const after = await connect(dir);
    await expectTaken(after.docs);
    await expectAll(after.docs, DOCUMENTS);
    await after.kill("SIGTERM");
  });

test("a key is refused when it was moved after others of its index, with arrays and after SIGKILL too", async () => {
  const dir = await useFolder();
  const before = await connect(dir);
  await before.docs.createIndex({ a: 1 }, { unique: true });
  await before.docs.insertMany([1, 2, 3, 4].map((i) => ({ _id: i, a: [i + 100] })));
  await before.docs.insertOne({ _id: 5, a: 3 });
  expect(await before.docs.countDocuments({ a: { $gte: 0 } })).toBe(5);
  expect((await refusalOf(before.docs.insertOne({ _id: 6, a: 104 }))).code).toBe(11000);
  await before.docs.insertMany([50, 60].map((i) => ({ _id: i, a: i })));
  await before.kill("SIGKILL");
  const after = await connect(dir);
  await after.docs.insertOne({ _id: 45, a: 45 });
  expect(await after.docs.countDocuments({ _id: { $gte: 0 } })).toBe(8);
  expect((await refusalOf(after.docs.insertOne({ _id: 50, a: 500 }))).code).toBe(11000);
  expect((await refusalOf(after.docs.insertOne({ _id: 70, a: 60 }))).code).toBe(11000);
  await after.kill("SIGTERM");
});

test("a number that a removed record had is used again without losing the new record's keys", async () => {
  const dir = await useFolder();
  const before = await connect(dir);
  await fill(before.docs);
  await before.kill("SIGTERM");
  const between = await connect(dir);
  const last = Array.from({ length: 200 }, (_, i) => docAt(DOCUMENTS - 200 + i));
  await between.docs.deleteMany({ _id: { $in: last.map(({ _id }) => _id) } });
  await between.kill("SIGTERM");
  const again = await connect(dir);
  await insert(again.docs, DOCUMENTS - 200, DOCUMENTS);
  await again.kill("SIGKILL");
  const after = await connect(dir);
  await expectTaken(after.docs);
  await expectAll(after.docs, DOCUMENTS);
  await after.kill("SIGTERM");
});

test("a store of an earlier version, which has no mark, keeps everything", async () => {
  const dir = await useFolder();
  const before = await connect(dir);
  await fill(before.docs);
  await before.kill("SIGTERM");
  const file = new DatabaseSync(databaseFile(dir));
  file.exec("DROP TABLE indexed");
  file.close();
  const after = await connect(dir);
  await expectTaken(after.docs);
  await expectAll(after.docs, DOCUMENTS);
  await after.kill("SIGTERM");
});

test("long keys are moved after fewer documents, so that a start after a crash needs little memory", async () => {
  const dir = await useFolder();
  const { docs, kill } = await connect(dir);
  await docs.createIndex({ text: 1 });
  const long = (i: number) => `${String(i).padStart(4, "0")} ${"x".repeat(10_000)}`;
  for (let at = 0; at < 2000; at += BATCH)
    await docs.insertMany(Array.from({ length: BATCH }, (_, i) => ({ _id: at + i, text: long(at + i) })));
  await kill("SIGKILL");
  const file = new DatabaseSync(databaseFile(dir));
  const marks = file.prepare("SELECT record FROM indexed").all() as { record: number }[];
  file.close();
  expect(Math.max(...marks.map(({ record }) => record))).toBeGreaterThan(1000);
  const after = await connect(dir);
  expect(await after.docs.countDocuments({ text: { $gte: "0000" } })).toBe(2000);
  expect(await after.docs.findOne({ text: long(1234) })).toMatchObject({ _id: 1234 });
  await after.kill("SIGTERM");
});
