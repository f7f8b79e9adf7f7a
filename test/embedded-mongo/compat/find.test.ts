import type { mongo } from "mongoose";
import { beforeAll, describe, expect, test } from "vitest";
import { codeOf, type Loose, useDatabase } from "../../support/store.js";
import { Long } from "../../support/store-values.js";

const { db } = await useDatabase();
const docs = db.collection<Loose>("docs");

beforeAll(async () => {
  await docs.insertMany(
    Array.from({ length: 250 }, (_, _id) => ({
      _id,
      group: _id % 5,
      name: `n${String(_id).padStart(3, "0")}`,
    })),
  );
});

/** A cursor id travels as a Long; the driver hands a small one out as a number. */
const idOf = (cursor: { id: number | mongo.Long }) => Long.fromValue(cursor.id);

describe("find", () => {
  test("filters, sorts, skips and limits", async () => {
    const found = await docs.find({ group: 3 }).sort({ _id: -1 }).skip(2).limit(3).toArray();
    expect(found.map((doc) => doc._id)).toEqual([238, 233, 228]);
  });

  test("takes a limit of 0 as no limit and finds nothing behind the end", async () => {
    expect(await docs.find().limit(0).toArray()).toHaveLength(250);
    expect(await docs.find().skip(250).toArray()).toEqual([]);
  });

  test("sorts by several fields in both directions", async () => {
    const found = await docs.find({ _id: { $lt: 7 } }, { sort: { group: -1, _id: 1 } }).toArray();
    expect(found.map((doc) => doc._id)).toEqual([4, 3, 2, 1, 6, 0, 5]);
  });

  test("finds nothing in a collection that is not there", async () => {
    expect(await db.collection("nowhere").find().toArray()).toEqual([]);
    expect(await db.collection("nowhere").countDocuments()).toBe(0);
  });

  test("gives null when findOne finds nothing", async () => {
    expect(await docs.findOne({ _id: 1000 })).toBeNull();
    expect(await docs.findOne({}, { sort: { _id: -1 }, projection: { name: 1 } })).toEqual({
      _id: 249,
      name: "n249",
    });
  });

  test("reads along a hint and refuses one that names no index", async () => {
    expect(await docs.find({ _id: { $lt: 3 } }, { hint: { $natural: 1 } }).toArray()).toHaveLength(3);
    expect(await docs.find({ _id: { $lt: 3 } }, { hint: "_id_" }).toArray()).toHaveLength(3);
    expect(await codeOf(docs.find({}, { hint: "nothing_1" }).toArray())).toBe(2);
  });
});

describe("a cursor", () => {
  test("brings 101 documents first and the rest behind them", async () => {
    const { cursor } = await db.command({ find: "docs", filter: {} });
    expect(cursor.firstBatch).toHaveLength(101);
    expect(cursor.ns).toBe(`${db.databaseName}.docs`);
    const next = await db.command({ getMore: idOf(cursor), collection: "docs" });
    expect(next.cursor.nextBatch).toHaveLength(149);
    expect(Number(next.cursor.id)).toBe(0);
  });

  test.each([1, 7, 50, 249, 250, 251])("misses and repeats nothing in batches of %i", async (batchSize) => {
    const ids: unknown[] = [];
    for await (const doc of docs.find({}, { sort: { _id: 1 } }).batchSize(batchSize)) ids.push(doc._id);
    expect(ids).toEqual(Array.from({ length: 250 }, (_, index) => index));
  });

  test("keeps to its limit over several batches", async () => {
    expect(await docs.find().batchSize(10).limit(25).toArray()).toHaveLength(25);
  });

  test("opens empty when the first batch is to hold nothing", async () => {
    const { cursor } = await db.command({ find: "docs", batchSize: 0 });
    expect(cursor.firstBatch).toEqual([]);
    const next = await db.command({ getMore: idOf(cursor), collection: "docs", batchSize: 5 });
    expect(next.cursor.nextBatch).toHaveLength(5);
  });

  test("is closed at once when one batch was asked for", async () => {
    const { cursor } = await db.command({ find: "docs", batchSize: 5, singleBatch: true });
    expect(cursor.firstBatch).toHaveLength(5);
    expect(Number(cursor.id)).toBe(0);
  });

  test("is gone when killed", async () => {
    const { cursor } = await db.command({ find: "docs", batchSize: 2 });
    const killed = await db.command({ killCursors: "docs", cursors: [idOf(cursor)] });
    expect(killed.cursorsKilled.map(Number)).toEqual([Number(cursor.id)]);
    expect(await codeOf(db.command({ getMore: idOf(cursor), collection: "docs" }))).toBe(43);
    const again = await db.command({ killCursors: "docs", cursors: [idOf(cursor)] });
    expect(again).toMatchObject({ cursorsKilled: [], cursorsAlive: [] });
    expect(again.cursorsNotFound.map(Number)).toEqual([Number(cursor.id)]);
  });

  test("belongs to its collection", async () => {
    const { cursor } = await db.command({ find: "docs", batchSize: 2 });
    expect(await codeOf(db.command({ getMore: idOf(cursor), collection: "other" }))).toBe(13);
    await db.command({ killCursors: "docs", cursors: [idOf(cursor)] });
  });

  test("splits what is larger than a message", { tags: ["thorough"] }, async () => {
    const large = db.collection<Loose>("large");
    const text = "x".repeat(3_000_000);
    for (let _id = 0; _id < 12; _id++) await large.insertOne({ _id, text });
    const { cursor } = await db.command({ find: "large", filter: {} });
    expect(cursor.firstBatch.length).toBeLessThan(6);
    await db.command({ killCursors: "large", cursors: [idOf(cursor)] });
    expect(await large.find().toArray()).toHaveLength(12);
  });

  test("goes on over documents written meanwhile, each old one once", async () => {
    const moving = db.collection<Loose>("moving");
    await moving.insertMany(Array.from({ length: 60 }, (_, _id) => ({ _id, n: 0 })));
    const seen: unknown[] = [];
    for await (const doc of moving.find({}, { sort: { _id: 1 }, batchSize: 10 })) {
      seen.push(doc._id);
      await moving.updateOne({ _id: doc._id }, { $set: { text: "grown".repeat(50) } });
    }
    expect(seen).toEqual(Array.from({ length: 60 }, (_, index) => index));
  });
});

describe("counting", () => {
  test("counts by filter, skip and limit", async () => {
    expect(await docs.countDocuments({ group: 1 })).toBe(50);
    expect(await docs.countDocuments({ group: 1 }, { skip: 45, limit: 10 })).toBe(5);
    expect(await docs.estimatedDocumentCount()).toBe(250);
    expect(await db.command({ count: "docs", query: { group: 1 }, limit: 7 })).toMatchObject({ n: 7 });
  });

  test("lists distinct values, array elements one by one", async () => {
    const tagged = db.collection<Loose>("tagged");
    await tagged.insertMany([
      { _id: 1, tags: ["a", "b"], at: [{ x: 1 }, { x: 2 }] },
      { _id: 2, tags: "c", at: { x: 2 } },
      { _id: 3, tags: [] },
      { _id: 4, tags: null },
    ]);
    expect(await tagged.distinct("tags", { _id: { $lt: 4 } })).toEqual(["a", "b", "c"]);
    expect(await tagged.distinct("tags", { _id: 4 })).toEqual([null]);
    expect((await tagged.distinct("at.x")).sort()).toEqual([1, 2]);
    expect(await docs.distinct("group", { _id: { $lt: 2 } })).toEqual([0, 1]);
    expect(await docs.distinct("nothing")).toEqual([]);
  });
});
