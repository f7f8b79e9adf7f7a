import { beforeEach, describe, expect, test } from "vitest";
import { codeOf, embedded, type Loose, useDatabase } from "../../support/store.js";

const { db } = await useDatabase();
const docs = db.collection<Loose>("docs");

beforeEach(async () => {
  await docs.drop();
  await db.createCollection("docs");
});

describe("createIndex", () => {
  test("names the index after its key and lists it", async () => {
    expect(await docs.createIndex({ a: 1, "b.c": -1 })).toBe("a_1_b.c_-1");
    await docs.createIndex({ d: 1 }, { name: "mine", unique: true, sparse: true });
    await docs.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    expect(await docs.listIndexes().toArray()).toEqual([
      { v: 2, key: { _id: 1 }, name: "_id_" },
      { v: 2, key: { a: 1, "b.c": -1 }, name: "a_1_b.c_-1" },
      { v: 2, key: { d: 1 }, name: "mine", unique: true, sparse: true },
      { v: 2, key: { at: 1 }, name: "at_1", expireAfterSeconds: 60 },
    ]);
  });

  test("says how many there were and are, and makes the collection", async () => {
    const indexes = [{ key: { a: 1 }, name: "a_1" }];
    expect(await db.command({ createIndexes: "new", indexes })).toMatchObject({
      numIndexesBefore: 1,
      numIndexesAfter: 2,
      createdCollectionAutomatically: true,
    });
    expect(await db.command({ createIndexes: "new", indexes })).toMatchObject({
      numIndexesBefore: 2,
      numIndexesAfter: 2,
    });
    await db.dropCollection("new");
  });

  test("takes what is there already for done", async () => {
    await docs.createIndex({ a: 1 }, { unique: true });
    await docs.createIndex({ a: 1 }, { unique: true });
    expect(await docs.indexes()).toHaveLength(2);
  });

  test("covers documents from before and from after", async () => {
    await docs.insertMany([{ _id: 1, a: 1 }, { _id: 2, a: [2, 3] }, { _id: 3 }]);
    await docs.createIndex({ a: 1 });
    await docs.insertOne({ _id: 4, a: 3 });
    expect(await docs.find({ a: 3 }).toArray()).toHaveLength(2);
    expect(await docs.find({ a: null }).toArray()).toEqual([{ _id: 3 }]);
  });

  test.each<[string, object, object, number[]]>([
    ["another key under a name that is taken", { b: 1 }, { name: "a_1" }, [86]],
    ["another name for the same index", { a: 1 }, { name: "other" }, [85]],
    ["another time to live", { a: 1 }, { expireAfterSeconds: 5 }, [85]],
    ["uniqueness for an index that has none", { a: 1 }, { unique: true }, [85, 86]],
  ])("refuses %s", async (_name, key, options, codes) => {
    await docs.createIndex({ a: 1 });
    expect(codes).toContain(await codeOf(docs.createIndex(key as { a: 1 }, options)));
    expect(await docs.indexes()).toHaveLength(2);
  });

  test.each<[string, object, object, number[]]>([
    ["no direction", { a: 0 }, {}, [67]],
    ["an unknown kind", { a: "word" }, {}, [67, 238]],
    ["no fields", {}, {}, [67]],
    ["an empty name of a field", { "": 1 }, {}, [67]],
    ["a time to live that is no number", { a: 1 }, { expireAfterSeconds: "soon" }, [67, 14]],
    ["a time to live below zero", { a: 1 }, { expireAfterSeconds: -1 }, [67]],
    ["a time to live over two fields", { a: 1, b: 1 }, { expireAfterSeconds: 5 }, [67]],
    ["an unknown option", { a: 1 }, { foo: 1 }, [197, 238]],
  ])("refuses %s", async (_name, key, options, codes) => {
    const indexes = [{ key, name: "broken", ...options }];
    expect(codes).toContain(await codeOf(db.command({ createIndexes: "docs", indexes })));
    expect(await docs.indexes()).toHaveLength(1);
  });

  test.runIf(embedded).each<[string, object, object]>([
    ["text", { a: "text" }, {}],
    ["hashed", { a: "hashed" }, {}],
    ["2dsphere", { a: "2dsphere" }, {}],
    ["wildcard", { "$**": 1 }, {}],
    ["collation", { a: 1 }, { collation: { locale: "en" } }],
  ])("refuses what the store has no index for: %s", async (_name, key, options) => {
    expect([67, 238]).toContain(await codeOf(docs.createIndex(key as { a: 1 }, options)));
  });

  test("either keeps a partial index to its part or refuses it", async () => {
    const options = { unique: true, partialFilterExpression: { live: true } };
    const refusal = await docs.createIndex({ a: 1 }, options).catch((error) => error);
    if (typeof refusal !== "string") {
      expect(embedded && refusal.code).toBe(238);
      return;
    }
    await docs.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
      { _id: 3, a: 1, live: true },
    ]);
    expect(await codeOf(docs.insertOne({ _id: 4, a: 1, live: true }))).toBe(11000);
    expect(await docs.countDocuments({ a: 1 })).toBe(3);
  });

  test("refuses two arrays in one compound index", async () => {
    await docs.createIndex({ a: 1, b: 1 });
    await docs.insertOne({ _id: 1, a: [1, 2], b: 1 });
    await docs.insertOne({ _id: 2, a: 1, b: [1, 2] });
    expect(await codeOf(docs.insertOne({ _id: 3, a: [1], b: [1] }))).toBe(171);
    expect(await docs.countDocuments()).toBe(2);
  });
});

describe("dropIndex", () => {
  test("takes one away by name, or all but that of _id", async () => {
    await docs.createIndexes([{ key: { a: 1 } }, { key: { b: 1 } }, { key: { c: 1 } }]);
    await docs.dropIndex("a_1");
    expect((await docs.indexes()).map((index) => index.name)).toEqual(["_id_", "b_1", "c_1"]);
    await docs.dropIndexes();
    expect((await docs.indexes()).map((index) => index.name)).toEqual(["_id_"]);
  });

  test("lifts the uniqueness", async () => {
    await docs.createIndex({ a: 1 }, { unique: true });
    await docs.dropIndex("a_1");
    await docs.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
    ]);
    expect(await docs.countDocuments({ a: 1 })).toBe(2);
  });

  test("refuses what is not there, and the index of _id", async () => {
    expect(await codeOf(docs.dropIndex("nothing"))).toBe(27);
    expect(await codeOf(docs.dropIndex("_id_"))).toBe(72);
    expect(await codeOf(db.collection("nowhere").dropIndex("a_1"))).toBe(26);
  });

  test("lists nothing for a collection that is not there", async () => {
    expect(await codeOf(db.command({ listIndexes: "nowhere" }))).toBe(26);
  });
});

describe("an index in use", () => {
  test("sorts up, down and on a prefix", async () => {
    await docs.createIndex({ a: 1, b: -1 });
    const all = Array.from({ length: 60 }, (_, _id) => ({ _id, a: _id % 3, b: (_id * 7) % 20 }));
    await docs.insertMany(all);
    const byBoth = all.toSorted((x, y) => x.a - y.a || y.b - x.b);
    expect(await docs.find().sort({ a: 1, b: -1 }).toArray()).toEqual(byBoth);
    expect(await docs.find().sort({ a: -1, b: 1 }).toArray()).toEqual(byBoth.toReversed());
    const prefix = await docs.find({ a: 1 }).sort({ b: 1 }).limit(5).toArray();
    expect(prefix).toEqual(
      byBoth
        .filter((doc) => doc.a === 1)
        .toReversed()
        .slice(0, 5),
    );
    const range = await docs.find({ a: 1, b: { $gt: 3, $lte: 9 } }).toArray();
    expect(range).toHaveLength(all.filter((doc) => doc.a === 1 && doc.b > 3 && doc.b <= 9).length);
  });

  test("follows updates", async () => {
    await docs.createIndex({ a: 1 });
    await docs.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: [1, 2] },
    ]);
    await docs.updateOne({ _id: 1 }, { $set: { a: 5 } });
    const pull: object = { a: 1 };
    await docs.updateOne({ _id: 2 }, { $pull: pull });
    expect(await docs.find({ a: 1 }).toArray()).toEqual([]);
    expect(
      await docs
        .find({ a: { $gte: 2 } })
        .sort({ a: 1 })
        .toArray(),
    ).toEqual([
      { _id: 2, a: [2] },
      { _id: 1, a: 5 },
    ]);
  });
});
