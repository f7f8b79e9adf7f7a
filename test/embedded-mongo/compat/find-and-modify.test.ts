import { beforeEach, describe, expect, test } from "vitest";
import { codeOf, type Loose, refusalOf, useDatabase } from "../../support/store.js";

const { db } = await useDatabase();
const docs = db.collection<Loose>("docs");

beforeEach(async () => {
  await docs.deleteMany({});
  await docs.insertMany([
    { _id: 1, a: 1, n: 30 },
    { _id: 2, a: 1, n: 10 },
    { _id: 3, a: 2, n: 20 },
  ]);
});

describe("findOneAndUpdate", () => {
  test("gives the document as it was, or as it is", async () => {
    expect(await docs.findOneAndUpdate({ _id: 1 }, { $inc: { n: 1 } })).toEqual({ _id: 1, a: 1, n: 30 });
    const after = await docs.findOneAndUpdate({ _id: 1 }, { $inc: { n: 1 } }, { returnDocument: "after" });
    expect(after).toEqual({ _id: 1, a: 1, n: 32 });
  });

  test("takes the first in the order asked for", async () => {
    const taken = await docs.findOneAndUpdate({ a: 1 }, { $set: { a: 9 } }, { sort: { n: 1 } });
    expect(taken?._id).toBe(2);
    expect((await docs.findOneAndUpdate({}, { $set: { b: 1 } }, { sort: { n: -1 } }))?._id).toBe(1);
  });

  test("projects what it gives", async () => {
    const options = { projection: { n: 1, _id: 0 }, returnDocument: "after" } as const;
    expect(await docs.findOneAndUpdate({ _id: 3 }, { $set: { n: 21 } }, options)).toEqual({ n: 21 });
  });

  test("gives null where nothing is found", async () => {
    expect(await docs.findOneAndUpdate({ _id: 9 }, { $set: { n: 1 } })).toBeNull();
  });

  test("upserts, and gives null or the new document", async () => {
    expect(await docs.findOneAndUpdate({ _id: 4 }, { $set: { n: 1 } }, { upsert: true })).toBeNull();
    const options = { upsert: true, returnDocument: "after" } as const;
    expect(await docs.findOneAndUpdate({ _id: 5 }, { $set: { n: 1 } }, options)).toEqual({ _id: 5, n: 1 });
  });

  test("tells what it did", async () => {
    const options = { includeResultMetadata: true, upsert: true } as const;
    const old = await docs.findOneAndUpdate({ _id: 1 }, { $set: { n: 1 } }, options);
    expect(old).toMatchObject({ ok: 1, value: { n: 30 }, lastErrorObject: { n: 1, updatedExisting: true } });
    const fresh = await docs.findOneAndUpdate({ _id: 6 }, { $set: { n: 1 } }, options);
    expect(fresh).toMatchObject({
      value: null,
      lastErrorObject: { n: 1, updatedExisting: false, upserted: 6 },
    });
  });

  test("knows array filters and the positional $", async () => {
    await docs.insertOne({ _id: 7, list: [1, 5, 9] });
    const after = { returnDocument: "after" } as const;
    const filters = { ...after, arrayFilters: [{ x: { $gt: 4 } }] };
    const filtered = await docs.findOneAndUpdate({ _id: 7 }, { $inc: { "list.$[x]": 1 } }, filters);
    expect(filtered?.list).toEqual([1, 6, 10]);
    const matched = await docs.findOneAndUpdate({ list: 6 }, { $set: { "list.$": 0 } }, after);
    expect(matched?.list).toEqual([1, 0, 10]);
  });

  test("refuses a duplicate with the key", async () => {
    await docs.createIndex({ n: 1 }, { unique: true });
    const refusal = await refusalOf(docs.findOneAndUpdate({ _id: 1 }, { $set: { n: 10 } }));
    expect(refusal).toMatchObject({ code: 11000, keyPattern: { n: 1 }, keyValue: { n: 10 } });
    await docs.dropIndexes();
  });
});

describe("findOneAndReplace and findOneAndDelete", () => {
  test("replaces", async () => {
    const after = { returnDocument: "after" } as const;
    expect(await docs.findOneAndReplace({ _id: 1 }, { b: 1 })).toEqual({ _id: 1, a: 1, n: 30 });
    expect(await docs.findOneAndReplace({ _id: 1 }, { c: 1 }, after)).toEqual({ _id: 1, c: 1 });
    const fresh = await docs.findOneAndReplace({ _id: 8 }, { c: 1 }, { ...after, upsert: true });
    expect(fresh).toEqual({ _id: 8, c: 1 });
  });

  test("deletes the first in the order asked for", async () => {
    expect(await docs.findOneAndDelete({ a: 1 }, { sort: { n: 1 } })).toEqual({ _id: 2, a: 1, n: 10 });
    expect(await docs.findOneAndDelete({ _id: 3 }, { projection: { a: 1 } })).toEqual({ _id: 3, a: 2 });
    expect(await docs.findOneAndDelete({ _id: 3 })).toBeNull();
    expect(await docs.countDocuments()).toBe(1);
  });
});

describe("findAndModify", () => {
  test.each([
    ["neither update nor remove", {}],
    ["both update and remove", { update: { $set: { a: 1 } }, remove: true }],
    ["the new document of a removal", { remove: true, new: true }],
    ["an upsert of a removal", { remove: true, upsert: true }],
  ])("refuses %s", async (_name, options) => {
    expect(await codeOf(db.command({ findAndModify: "docs", query: { _id: 1 }, ...options }))).toBe(9);
    expect(await docs.countDocuments()).toBe(3);
  });
});
