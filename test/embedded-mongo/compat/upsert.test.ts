import { beforeEach, describe, expect, test } from "vitest";
import { codeOf, type Loose, storedIn, useDatabase } from "../../support/store.js";
import { Double, Int32, Long, ObjectId } from "../../support/store-values.js";

const { db } = await useDatabase();
const docs = db.collection<Loose>("docs");
const upsert = { upsert: true };

beforeEach(() => docs.deleteMany({}));

describe("an upsert", () => {
  test.each<[string, object, object, object]>([
    ["equalities", { _id: 1, a: 1, b: { $eq: 2 } }, { $set: { c: 3 } }, { _id: 1, a: 1, b: 2, c: 3 }],
    ["paths", { _id: 1, "a.b": 1, "a.c": 2 }, { $set: { d: 1 } }, { _id: 1, a: { b: 1, c: 2 }, d: 1 }],
    [
      "$and",
      { _id: 1, $and: [{ a: 1 }, { b: { $eq: 2 } }] },
      { $set: { c: 1 } },
      { _id: 1, a: 1, b: 2, c: 1 },
    ],
    ["a single $or", { _id: 1, $or: [{ a: 1 }] }, { $set: { c: 1 } }, { _id: 1, a: 1, c: 1 }],
    ["no conditions", { _id: 1, a: { $gt: 1 }, b: { $exists: false } }, { $set: { c: 1 } }, { _id: 1, c: 1 }],
    ["no choice", { _id: 1, $or: [{ a: 1 }, { b: 1 }] }, { $set: { c: 1 } }, { _id: 1, c: 1 }],
    ["what the update works on", { _id: 1, n: 5 }, { $inc: { n: 1 } }, { _id: 1, n: 6 }],
    ["$setOnInsert", { _id: 1 }, { $set: { a: 1 }, $setOnInsert: { b: 2 } }, { _id: 1, a: 1, b: 2 }],
    [
      "lists",
      { _id: 1 },
      { $push: { a: 1 }, $addToSet: { b: { $each: [1, 2] } } },
      { _id: 1, a: [1], b: [1, 2] },
    ],
    ["$pull of nothing", { _id: 1 }, { $pull: { a: 1 }, $unset: { b: 1 } }, { _id: 1 }],
  ])("builds its document from %s", async (_name, filter, update, expected) => {
    const result = await docs.updateOne(filter, update, upsert);
    expect(result).toEqual({
      acknowledged: true,
      matchedCount: 0,
      modifiedCount: 0,
      upsertedCount: 1,
      upsertedId: 1,
    });
    expect(await docs.findOne({})).toEqual(expected);
  });

  test("makes an id where the filter names none", async () => {
    const { upsertedId } = await docs.updateOne({ a: 1 }, { $set: { b: 1 } }, upsert);
    expect(upsertedId).toBeInstanceOf(ObjectId);
    expect(Object.keys(await storedIn(docs))).toEqual(["_id", "a", "b"]);
  });

  test("takes the id of the update", async () => {
    await docs.updateOne({ a: 1 }, { $setOnInsert: { _id: "mine" } }, upsert);
    expect(await docs.findOne({})).toEqual({ _id: "mine", a: 1 });
  });

  test("takes a replacement as it is, with the filter's _id and nothing else of the filter", async () => {
    await docs.replaceOne({ _id: 7, a: 1 }, { b: 1 }, upsert);
    expect(await docs.findOne({})).toEqual({ _id: 7, b: 1 });
  });

  test("only updates what is there", async () => {
    await docs.insertOne({ _id: 1, a: 1 });
    const result = await docs.updateOne({ a: 1 }, { $set: { b: 1 }, $setOnInsert: { c: 1 } }, upsert);
    expect(result).toMatchObject({ matchedCount: 1, modifiedCount: 1, upsertedCount: 0, upsertedId: null });
    expect(await docs.findOne({})).toEqual({ _id: 1, a: 1, b: 1 });
  });

  test("keeps the types of filter and update", async () => {
    await docs.updateOne({ _id: 1, a: Long.fromNumber(1) }, { $inc: { b: new Double(1), a: 1 } }, upsert);
    expect(await storedIn(docs)).toStrictEqual({
      _id: new Int32(1),
      a: Long.fromNumber(2),
      b: new Double(1),
    });
  });

  test("inserts one, though many were meant", async () => {
    await docs.updateMany({ a: 1 }, { $set: { b: 1 } }, upsert);
    expect(await docs.countDocuments({ a: 1, b: 1 })).toBe(1);
  });

  test("refuses a filter that names a field twice", async () => {
    expect(await codeOf(docs.updateOne({ $and: [{ a: 1 }, { a: 2 }] }, { $set: { b: 1 } }, upsert))).toBe(54);
    expect(await docs.countDocuments()).toBe(0);
  });

  test("refuses another _id than the filter's", async () => {
    expect(await codeOf(docs.updateOne({ _id: 1 }, { $set: { _id: 2 } }, upsert))).toBe(66);
  });
});
