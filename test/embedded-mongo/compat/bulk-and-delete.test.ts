import { mongo } from "mongoose";
import { beforeEach, describe, expect, test } from "vitest";
import { type Loose, refusalOf, useDatabase } from "../../support/store.js";

const { db } = await useDatabase();
const docs = db.collection<Loose>("docs");

beforeEach(() => docs.deleteMany({}));

describe("bulkWrite", () => {
  test("does everything in turn and counts it", async () => {
    await docs.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }]);
    const result = await docs.bulkWrite([
      { insertOne: { document: { _id: 4, n: 1 } } },
      { updateOne: { filter: { _id: 4 }, update: { $inc: { n: 1 } } } },
      { updateMany: { filter: { _id: { $lt: 4 } }, update: { $set: { n: 0 } } } },
      { updateOne: { filter: { _id: 5 }, update: { $set: { n: 5 } }, upsert: true } },
      { replaceOne: { filter: { _id: 1 }, replacement: { replaced: true } } },
      { deleteOne: { filter: { _id: 2 } } },
      { deleteMany: { filter: { n: 0 } } },
    ]);
    expect(result).toMatchObject({
      insertedCount: 1,
      matchedCount: 5,
      modifiedCount: 5,
      upsertedCount: 1,
      upsertedIds: { 3: 5 },
      deletedCount: 2,
    });
    expect(await docs.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, replaced: true },
      { _id: 4, n: 2 },
      { _id: 5, n: 5 },
    ]);
  });

  const failing = [
    { insertOne: { document: { _id: 1 } } },
    { insertOne: { document: { _id: 1 } } },
    { insertOne: { document: { _id: 2 } } },
    { updateOne: { filter: { _id: 2 }, update: { $inc: { _id: 1 } } } },
    { updateOne: { filter: { _id: 1 }, update: { $set: { a: 1 } } } },
  ];

  test("stops at the first error when ordered", async () => {
    const error = await refusalOf(docs.bulkWrite(failing));
    if (!(error instanceof mongo.MongoBulkWriteError)) throw error;
    expect([error.insertedCount, error.modifiedCount]).toEqual([1, 0]);
    expect([error.writeErrors].flat().map((failed) => [failed.index, failed.code])).toEqual([[1, 11000]]);
  });

  test("does all it can when unordered", async () => {
    const error = await refusalOf(docs.bulkWrite(failing, { ordered: false }));
    if (!(error instanceof mongo.MongoBulkWriteError)) throw error;
    expect([error.insertedCount, error.modifiedCount]).toEqual([2, 1]);
    const failed = [error.writeErrors].flat().map(({ index, code }) => [index, code]);
    expect(failed).toEqual([
      [1, 11000],
      [3, 66],
    ]);
  });

  test("does a thousand in one message", async () => {
    await docs.bulkWrite(
      Array.from({ length: 1000 }, (_, _id) => ({
        updateOne: { filter: { _id }, update: { $set: { n: _id } }, upsert: true },
      })),
    );
    const stored = await docs.find({}).toArray();
    expect(stored.filter(({ _id, n }) => _id === n).length).toBe(1000);
  });
});

describe("delete", () => {
  beforeEach(async () => {
    await docs.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
      { _id: 3, a: 2 },
    ]);
  });

  test("takes one or all", async () => {
    expect(await docs.deleteOne({ a: 1 })).toEqual({ acknowledged: true, deletedCount: 1 });
    expect(await docs.countDocuments({ a: 1 })).toBe(1);
    expect(await docs.deleteMany({ a: { $gte: 1 } })).toEqual({ acknowledged: true, deletedCount: 2 });
    expect(await docs.deleteMany({})).toEqual({ acknowledged: true, deletedCount: 0 });
  });

  test("leaves nothing behind in an index", async () => {
    await docs.createIndex({ a: 1 }, { unique: false });
    await docs.deleteMany({ a: 1 });
    expect(await docs.find({ a: { $gte: 0 } }).toArray()).toEqual([{ _id: 3, a: 2 }]);
    await docs.insertOne({ _id: 1, a: 1 });
    expect(await docs.find({ a: 1 }).toArray()).toEqual([{ _id: 1, a: 1 }]);
    await docs.dropIndexes();
  });

  test("does several in one command, each with its own limit", async () => {
    const deletes = [
      { q: { a: 1 }, limit: 1 },
      { q: { a: { $in: [1, 2] } }, limit: 0 },
    ];
    expect(await db.command({ delete: "docs", deletes })).toMatchObject({ n: 3, ok: 1 });
  });
});
