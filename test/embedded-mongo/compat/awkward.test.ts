import { describe, expect, test } from "vitest";
import { codeOf, embedded, type Loose, refusalOf, useDatabase } from "../../support/store.js";

const { client, db } = await useDatabase();

describe("names that mean something elsewhere", () => {
  test.each(["documents", "__proto__", "constructor", "toString", "cursor"])(
    "keep an array called %s",
    async (name) => {
      const docs = db.collection<Loose>(`named-${name}`);
      await docs.insertOne({ _id: 1 });
      await docs.updateOne({ _id: 1 }, { $set: { [`inner.${name}`]: [{ x: 1 }] } });
      // Counted, not read: the driver takes a field called constructor for bytes.
      expect(
        await docs.countDocuments({ [`inner.${name}.x`]: 1, [`inner.${name}`]: { $type: "array" } }),
      ).toBe(1);
      expect(({} as Record<string, unknown>).x).toBeUndefined();
    },
  );
});

describe("much at once", () => {
  test("refuses a result that does not fit into a message, and goes on", { tags: ["thorough"] }, async () => {
    const docs = db.collection<Loose>("heavy");
    await docs.insertMany(
      Array.from({ length: 20 }, (_, _id) => ({ _id, v: `${_id}${"x".repeat(1_000_000)}` })),
    );
    expect((await refusalOf(docs.distinct("v"))).code).toBeTypeOf("number");
    expect(await docs.countDocuments()).toBe(20);
  });

  test.runIf(embedded)(
    "looks up a long list by its index, and does not multiply lists",
    { tags: ["thorough"] },
    async () => {
      const docs = db.collection<Loose>("lists");
      await docs.insertMany(Array.from({ length: 3000 }, (_, _id) => ({ _id, a: _id % 50, b: _id })));
      await docs.createIndex({ a: 1, b: 1 });
      const ids = Array.from({ length: 1000 }, (_, index) => index);
      const plan = await docs.find({ _id: { $in: ids } }).explain("executionStats");
      expect(plan.executionStats.totalDocsExamined).toBe(1000);
      const many = Array.from({ length: 20_000 }, (_, index) => index);
      expect(await docs.countDocuments({ a: { $in: many }, b: { $in: many } })).toBe(3000);
      expect(await docs.countDocuments({ $and: [{ _id: { $in: many } }, { _id: { $in: ids } }] })).toBe(1000);
    },
  );

  test("builds an index once, however many ask for it at the same time", async () => {
    const docs = db.collection<Loose>("asked");
    await docs.insertMany(Array.from({ length: 20_000 }, (_, _id) => ({ _id, a: _id })));
    await Promise.all(Array.from({ length: 5 }, () => docs.createIndex({ a: 1 })));
    expect((await docs.indexes()).map(({ name }) => name)).toEqual(["_id_", "a_1"]);
  });

  test("ends an upsert without an index while others write", async () => {
    const docs = db.collection<Loose>("upserts");
    await docs.insertMany(Array.from({ length: 20_000 }, (_, _id) => ({ _id })));
    let done = false;
    const upsert = docs.updateOne({ name: "new" }, { $set: { a: 1 } }, { upsert: true }).finally(() => {
      done = true;
    });
    for (let _id = 20_000; !done; _id++) await docs.insertOne({ _id });
    expect((await upsert).upsertedCount).toBe(1);
  });

  test("keeps a cursor's documents from whoever asks twice at the same time", async () => {
    const docs = db.collection<Loose>("cursor");
    await docs.insertMany(Array.from({ length: 1000 }, (_, _id) => ({ _id })));
    const { cursor } = await db.command({ find: "cursor", batchSize: 2 });
    const more = () => db.command({ getMore: cursor.id, collection: "cursor", batchSize: 2 });
    const answers = await Promise.allSettled([more(), more(), more()]);
    const ids = answers.flatMap((answer) =>
      answer.status === "fulfilled" ? answer.value.cursor.nextBatch : [],
    );
    expect(new Set(ids.map(({ _id }) => _id)).size).toBe(ids.length);
    await client.db("admin").command({ ping: 1 });
  });
});

describe("an index", () => {
  test("takes a number for the truth", async () => {
    const docs = db.collection<Loose>("truth");
    await db.command({ createIndexes: "truth", indexes: [{ key: { a: 1 }, name: "a", unique: 1 }] });
    await docs.insertOne({ _id: 1, a: 1 });
    expect(await codeOf(docs.insertOne({ _id: 2, a: 1 }))).toBe(11000);
  });

  test("may not let ids expire", async () => {
    const expiring = db.collection("ids").createIndex({ _id: 1 }, { expireAfterSeconds: 1 });
    expect((await refusalOf(expiring)).code).toBeTypeOf("number");
  });
});
