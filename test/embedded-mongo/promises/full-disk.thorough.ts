/** @module-tag thorough */
import { mongo } from "mongoose";
import { expect, test } from "vitest";
import { type Loose, refusalOf, useFolder } from "../../support/store.js";
import { startProcess } from "../../support/store-process.js";

type Docs = mongo.Collection<Loose>;

/** The shell's limit of 4 MB on the size of a file fails writes as a full disk does; the signal is ignored by Node. */
const SMALL_DISK = ["sh", "-c", 'ulimit -f 8192; exec "$@"', "sh"];
const TOO_LARGE = "x".repeat(8_000_000);

async function connect(dir: string, before: string[] = []) {
  const store = await startProcess(dir, { before });
  const client = await mongo.MongoClient.connect(store.uri);
  const db = client.db("d");
  const docs = db.collection<Loose>("docs");
  const others = db.collection<Loose>("others");
  const end = async () => {
    await client.close();
    expect(await store.kill("SIGTERM")).toBe(0);
  };
  return { db, docs, others, end };
}

const idsIn = (found: readonly Loose[]) => found.map(({ _id }) => _id);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

test("a full disk is told, keeps what was acknowledged and still lets read, beside writes too", async () => {
  const dir = await useFolder();
  const { docs, end } = await connect(dir, SMALL_DISK);
  await docs.createIndex({ n: 1 });
  // Small enough that there are more late keys than the disk has space left for.
  const text = "x".repeat(2000);
  let kept = 0;
  let refusal: unknown;
  while (!refusal && kept < 20_000) {
    await docs.insertOne({ _id: kept, n: kept, text }).then(
      () => kept++,
      (error) => {
        refusal = error;
      },
    );
  }
  expect(refusal).toBeInstanceOf(mongo.MongoServerError);
  expect((refusal as mongo.MongoServerError).code).toBeTypeOf("number");
  expect((refusal as mongo.MongoServerError).message).toMatch(/full|disk|space/i);
  expect((await docs.findOne({ n: kept - 1 }))?._id).toBe(kept - 1);
  expect(await docs.countDocuments()).toBe(kept);
  expect(await docs.countDocuments({ n: { $gte: 0 } })).toBe(kept);
  const read = async (i: number) => {
    expect((await docs.findOne({ n: i }))?._id).toBe(i);
    const last = docs.find({ n: { $gte: kept - 200 } }, { projection: { n: 1 }, batchSize: 300 });
    expect(idsIn(await last.toArray())).toEqual(upTo(kept).slice(-200));
  };
  const refuse = () => refusalOf(docs.insertOne({ _id: -1, text: TOO_LARGE }));
  // A read may share a batch with a small write, which is rolled back with the large one that follows.
  const write = () => docs.updateOne({ _id: 0 }, { $inc: { writes: 1 } }).catch((error) => error);
  await Promise.all(upTo(10).flatMap((i) => [write(), read(i), refuse()]));
  await end();

  const again = await connect(dir);
  const found = await again.docs.find({ n: { $gte: 0 } }, { projection: { n: 1 } }).toArray();
  expect(idsIn(found)).toEqual(upTo(kept));
  expect(await again.docs.countDocuments({ text: { $exists: true } })).toBe(kept);
  await again.docs.insertOne({ _id: "room again" });
  await again.end();
});

test("a refused write closes open cursors, which do not go on with what was rolled back", async () => {
  const { docs, db, end } = await connect(await useFolder(), SMALL_DISK);
  await docs.insertMany(upTo(300).map(docAt));
  const cursor = { batchSize: 0 };
  const pipeline = [{ $match: { _id: { $gte: 0 } } }, { $count: "found" }];
  const open = [
    { find: "docs", batchSize: 0 },
    { aggregate: "docs", pipeline, cursor },
  ];
  const replies = await Promise.all(open.map((command) => db.command(command)));
  await refusalOf(docs.insertOne({ _id: -1, text: TOO_LARGE }));
  for (const reply of replies) {
    const next = refusalOf(db.command({ getMore: reply.cursor.id, collection: "docs" }));
    expect(await next).toMatchObject({ codeName: "QueryPlanKilled" });
  }
  await end();
});

/** Many have the same key in one index, and keys by chance in another. */
const docAt = (i: number): Loose => ({
  _id: i,
  kind: i % 3,
  chance: (i * 7919) % 10_007,
  ...(i % 10 ? {} : { tags: ["all", `t${i}`] }),
});

async function expectSearches(docs: Docs, count: number): Promise<void> {
  const all = upTo(count).map(docAt);
  const inRange = all.filter(({ chance }) => chance >= 2000 && chance < 9000);
  const byChance = idsIn(inRange.sort((a, b) => a.chance - b.chance));
  const range = { chance: { $gte: 2000, $lt: 9000 } };
  expect(idsIn(await docs.find(range).sort({ chance: 1 }).toArray())).toEqual(byChance);
  const backwards = docs.find(range).sort({ chance: -1 }).limit(300);
  expect(idsIn(await backwards.toArray())).toEqual(byChance.slice(-300).reverse());
  expect(await docs.countDocuments(range)).toBe(byChance.length);
  const ofKind = idsIn(all.filter(({ kind }) => kind === 1));
  expect(idsIn(await docs.find({ kind: 1 }, { batchSize: 50 }).toArray())).toEqual(ofKind);
  const byKind = all.toSorted((a, b) => b.kind - a.kind || Number(b._id) - Number(a._id));
  expect(idsIn(await docs.find({}).sort({ kind: -1 }).hint({ kind: 1 }).toArray())).toEqual(idsIn(byKind));
  expect(await docs.countDocuments({ kind: { $in: [0, 2] } })).toBe(count - ofKind.length);
  const tagged = idsIn(all.filter(({ tags }) => tags));
  expect(idsIn(await docs.find({ tags: "all" }).toArray())).toEqual(tagged);
  expect(
    idsIn(
      await docs
        .find({ tags: { $gt: "" } })
        .sort({ _id: 1 })
        .toArray(),
    ),
  ).toEqual(tagged);
}

/** Until not even a small document has room. */
async function fillDisk(others: Docs): Promise<void> {
  let id = 0;
  for (const size of [200_000, 20_000, 2000, 200]) {
    let refusal: unknown;
    while (!refusal)
      await others.insertOne({ _id: id++, text: "x".repeat(size) }).catch((error) => {
        refusal = error;
      });
  }
}

test.for([300, 4300, 4900])("searches among %i documents find late keys on a full disk", async (count) => {
  const { docs, others, end } = await connect(await useFolder(), SMALL_DISK);
  await docs.createIndex({ kind: 1 });
  await docs.createIndex({ chance: -1 });
  await docs.createIndex({ tags: 1 }, { sparse: true });
  for (let at = 0; at < count; at += 100) await docs.insertMany(upTo(100).map((i) => docAt(at + i)));
  await fillDisk(others);
  await expectSearches(docs, count);
  await end();
});
