import { beforeEach, describe, expect, test } from "vitest";
import { codeOf, type Loose, refusalOf, useDatabase } from "../../support/store.js";
import { Decimal128, Double, Long } from "../../support/store-values.js";

const { db } = await useDatabase();
const docs = db.collection<Loose>("docs");

beforeEach(async () => {
  await docs.drop();
  await db.createCollection("docs");
});

describe("a unique index", () => {
  test("refuses a second value and names key and index", async () => {
    await docs.createIndex({ a: 1 }, { unique: true });
    await docs.insertOne({ _id: 1, a: "x" });
    const refusal = await refusalOf(docs.insertOne({ _id: 2, a: "x" }));
    expect(refusal).toMatchObject({ code: 11000, keyPattern: { a: 1 }, keyValue: { a: "x" } });
    expect(refusal.message).toContain('index: a_1 dup key: { a: "x" }');
  });

  test("holds over two paths together", async () => {
    await docs.createIndex({ room: 1, "author.id": 1 }, { unique: true });
    await docs.insertMany([
      { _id: 1, room: 1, author: { id: 1 } },
      { _id: 2, room: 1, author: { id: 2 } },
      { _id: 3, room: 2, author: { id: 1 } },
      { _id: 4, room: 1 },
    ]);
    const refusal = await refusalOf(docs.insertOne({ _id: 5, room: 1, author: { id: 2 } }));
    expect(refusal.keyPattern).toEqual({ room: 1, "author.id": 1 });
    expect(refusal.keyValue).toEqual({ room: 1, "author.id": 2 });
    expect((await refusalOf(docs.insertOne({ _id: 6, room: 1 }))).keyValue).toEqual({
      room: 1,
      "author.id": null,
    });
  });

  test("takes missing for null", async () => {
    await docs.createIndex({ a: 1 }, { unique: true });
    await docs.insertOne({ _id: 1 });
    expect(await codeOf(docs.insertOne({ _id: 2 }))).toBe(11000);
    expect(await codeOf(docs.insertOne({ _id: 3, a: null }))).toBe(11000);
  });

  test("lets many miss the field when sparse", async () => {
    await docs.createIndex({ a: 1 }, { unique: true, sparse: true });
    await docs.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3, a: null }]);
    expect(await codeOf(docs.insertOne({ _id: 4, a: null }))).toBe(11000);
    expect(await docs.find({ a: null }).toArray()).toHaveLength(3);
    expect(await docs.find().sort({ a: 1 }).toArray()).toHaveLength(3);
  });

  test("holds between elements of arrays, and not within one array", async () => {
    await docs.createIndex({ a: 1 }, { unique: true });
    await docs.insertMany([
      { _id: 1, a: [1, 2, 2] },
      { _id: 2, a: [3] },
    ]);
    expect(await codeOf(docs.insertOne({ _id: 3, a: [9, 2] }))).toBe(11000);
    expect(await codeOf(docs.insertOne({ _id: 4, a: 3 }))).toBe(11000);
    expect(await codeOf(docs.updateOne({ _id: 2 }, { $push: { a: 1 } } as object))).toBe(11000);
    await docs.insertOne({ _id: 5, a: [9] });
  });

  test("takes equal numbers of all types for one value, and no other type", async () => {
    await docs.createIndex({ a: 1 }, { unique: true });
    await docs.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: "1" },
      { _id: 3, a: true },
      { _id: 4, a: [[1]] },
    ]);
    for (const a of [new Double(1), Long.fromNumber(1), Decimal128.fromString("1.0")]) {
      expect(await codeOf(docs.insertOne({ _id: 9, a }))).toBe(11000);
    }
    await docs.insertMany([
      { _id: 5, a: Long.fromString("9007199254740993") },
      { _id: 6, a: new Double(9007199254740992) },
      { _id: 7, a: { x: 1, y: 2 } },
      { _id: 8, a: { y: 2, x: 1 } },
    ]);
  });

  test("is not made over duplicates", async () => {
    await docs.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
    ]);
    expect(await codeOf(docs.createIndex({ a: 1 }, { unique: true }))).toBe(11000);
    expect(await docs.indexes()).toHaveLength(1);
    await docs.insertOne({ _id: 3, a: 1 });
  });

  test("refuses updates, replacements and upserts, and changes nothing then", async () => {
    await docs.createIndex({ a: 1 }, { unique: true });
    await docs.insertMany([
      { _id: 1, a: 1, b: 1 },
      { _id: 2, a: 2, b: 1 },
    ]);
    expect(await codeOf(docs.updateOne({ _id: 2 }, { $set: { a: 1, b: 2 } }))).toBe(11000);
    expect(await codeOf(docs.replaceOne({ _id: 2 }, { a: 1 }))).toBe(11000);
    expect(await codeOf(docs.updateOne({ _id: 3 }, { $set: { a: 1 } }, { upsert: true }))).toBe(11000);
    expect(await docs.find({ a: 2 }).toArray()).toEqual([{ _id: 2, a: 2, b: 1 }]);
    expect(await docs.countDocuments()).toBe(2);
  });

  test("lets a document keep its own value, and another take one that was given up", async () => {
    await docs.createIndex({ a: 1 }, { unique: true });
    await docs.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 2 },
    ]);
    await docs.updateOne({ _id: 1 }, { $set: { a: new Double(1), b: 1 } });
    await docs.updateOne({ _id: 1 }, { $unset: { a: 1 } });
    await docs.updateOne({ _id: 2 }, { $set: { a: 1 } });
    await docs.deleteOne({ _id: 2 });
    await docs.insertOne({ _id: 3, a: 1 });
  });

  test("tells each duplicate of an unordered batch", async () => {
    await docs.createIndex({ a: 1 }, { unique: true });
    const documents = [
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
      { _id: 3, a: 2 },
      { _id: 4, a: 2 },
    ];
    const answer = await db.command({ insert: "docs", documents, ordered: false }).catch((e) => e);
    const errors = answer.writeErrors ?? answer.result?.writeErrors;
    expect(errors).toMatchObject([
      { index: 1, code: 11000, keyPattern: { a: 1 }, keyValue: { a: 1 } },
      { index: 3, code: 11000, keyPattern: { a: 1 }, keyValue: { a: 2 } },
    ]);
    expect(await docs.distinct("_id")).toEqual([1, 3]);
  });
});
