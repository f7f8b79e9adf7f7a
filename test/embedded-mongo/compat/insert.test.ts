import { mongo } from "mongoose";
import { beforeEach, describe, expect, test } from "vitest";
import { codeOf, type Loose, refusalOf, storedIn, useDatabase } from "../../support/store.js";
import { Binary, Double, Int32, Long, ObjectId, Timestamp } from "../../support/store-values.js";

const { db, uri } = await useDatabase();
const docs = db.collection<Loose>("docs");

beforeEach(() => docs.deleteMany({}));

/** An _id of a type that the driver's own types leave out. */
const withId = (_id: unknown) => ({ _id: _id as never });

describe("insertOne", () => {
  test("answers with the id it was given", async () => {
    const result = await docs.insertOne({ _id: "mine" });
    expect(result).toEqual({ acknowledged: true, insertedId: "mine" });
  });

  test("makes the collection on the way", async () => {
    await db.collection("fresh").insertOne({ a: 1 });
    expect(await db.listCollections({ name: "fresh" }).toArray()).toMatchObject([
      { name: "fresh", type: "collection" },
    ]);
  });

  test("keeps every type as it came", async () => {
    const sent = {
      _id: new ObjectId(),
      int: new Int32(1),
      double: new Double(1),
      minusZero: new Double(-0),
      long: Long.fromString("9007199254740993"),
      binary: new Binary(Buffer.from([1, 2]), 5),
      stamp: new Timestamp({ t: 2, i: 1 }),
      date: new Date(5),
      astral: "😀",
      nested: { z: [1, [{ deep: null }]], a: true },
    };
    await db.collection("docs").insertOne(sent);
    const got = await storedIn(docs);
    expect(mongo.BSON.EJSON.stringify(got, { relaxed: false })).toBe(
      mongo.BSON.EJSON.stringify(sent, { relaxed: false }),
    );
  });

  test("puts _id first and gives one to a document without", async () => {
    await db.command({ insert: "docs", documents: [{ b: 1 }, { b: 2, _id: "late" }] });
    const found = await docs.find().sort({ b: 1 }).toArray();
    expect(found[0]?._id).toBeInstanceOf(ObjectId);
    expect(found.map((doc) => Object.keys(doc))).toEqual([
      ["_id", "b"],
      ["_id", "b"],
    ]);
  });

  test("names the key of a duplicate", async () => {
    await docs.insertOne({ _id: 1 });
    const refusal = await refusalOf(docs.insertOne({ _id: 1 }));
    expect(refusal).toMatchObject({ code: 11000, keyPattern: { _id: 1 }, keyValue: { _id: 1 } });
    expect(refusal.message).toMatch(/^E11000 duplicate key error collection: .*docs index: _id_ dup key: /);
  });

  test.each([
    ["an array", [1]],
    ["a regular expression", /a/],
  ])("refuses %s as _id", async (_name, _id) => {
    expect(await codeOf(docs.insertOne(withId(_id)))).toBe(53);
  });

  test("tells ids of different types apart, and numbers of different types not", async () => {
    await docs.insertMany([{ _id: 1 }, { _id: "1" }, withId({ n: 1 }), { _id: null }, { _id: false }]);
    expect(await codeOf(docs.insertOne(withId(new Double(1))))).toBe(11000);
    expect(await codeOf(docs.insertOne(withId(Long.fromNumber(1))))).toBe(11000);
    expect(await codeOf(docs.insertOne(withId({ n: new Double(1) })))).toBe(11000);
    await docs.insertOne(withId({ m: 1 }));
  });

  test("refuses a document over 16 MB and stores nothing of it", async () => {
    const huge = { _id: 1, text: "x".repeat(16 * 1024 * 1024) };
    expect(await codeOf(docs.insertOne(huge))).toBeTypeOf("number");
    expect(await docs.countDocuments()).toBe(0);
  });

  test("refuses to grow a document over 16 MB", async () => {
    await docs.insertOne({ _id: 1, text: "x".repeat(10 * 1024 * 1024) });
    const more = { $set: { more: "x".repeat(7 * 1024 * 1024) } };
    expect(await codeOf(docs.updateOne({ _id: 1 }, more))).toBeTypeOf("number");
    expect(Object.keys(await storedIn(docs))).toEqual(["_id", "text"]);
  });
});

describe("insertMany", () => {
  const batch = [{ _id: 1 }, { _id: 2 }, { _id: 1 }, { _id: 3 }, { _id: 2 }];

  async function bulkErrorOf(work: Promise<unknown>): Promise<mongo.MongoBulkWriteError> {
    const refusal = await refusalOf(work);
    if (refusal instanceof mongo.MongoBulkWriteError) return refusal;
    throw refusal;
  }

  test("stops at the first duplicate when ordered", async () => {
    const refusal = await bulkErrorOf(docs.insertMany(batch));
    expect(refusal.code).toBe(11000);
    expect(refusal.insertedCount).toBe(2);
    expect([refusal.writeErrors].flat().map((error) => error.index)).toEqual([2]);
    expect(await docs.distinct("_id")).toEqual([1, 2]);
  });

  test("goes on behind duplicates when unordered, and tells each", async () => {
    const refusal = await bulkErrorOf(docs.insertMany(batch, { ordered: false }));
    expect(refusal.insertedCount).toBe(3);
    expect([refusal.writeErrors].flat().map((error) => [error.index, error.code])).toEqual([
      [2, 11000],
      [4, 11000],
    ]);
    expect(await docs.distinct("_id")).toEqual([1, 2, 3]);
  });

  test("answers with all ids", async () => {
    const result = await docs.insertMany([{ _id: "a" }, { _id: "b" }]);
    expect(result).toEqual({ acknowledged: true, insertedCount: 2, insertedIds: { 0: "a", 1: "b" } });
  });

  test("takes more than one message's worth", { tags: ["thorough"] }, async () => {
    const many = Array.from({ length: 60 }, (_, _id) => ({ _id, text: "x".repeat(1_000_000) }));
    expect((await docs.insertMany(many)).insertedCount).toBe(60);
    expect(await docs.countDocuments()).toBe(60);
  });
});

describe("an unacknowledged write", () => {
  test("is answered at once and done in turn", async () => {
    // One connection: what is asked next on it is answered after the write before it.
    const client = await mongo.MongoClient.connect(uri, { maxPoolSize: 1 });
    const own = client.db(db.databaseName).collection<Loose>("docs");
    const result = await own.insertOne({ _id: 1 }, { writeConcern: { w: 0 } });
    expect(result.acknowledged).toBe(false);
    await own.updateOne({ _id: 1 }, { $set: { a: 1 } }, { writeConcern: { w: 0 } });
    expect(await own.findOne({ _id: 1 })).toEqual({ _id: 1, a: 1 });
    await client.close();
  });
});
