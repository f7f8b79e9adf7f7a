import { beforeAll, describe, expect, test } from "vitest";
import { idsOf, type Loose, useDatabase } from "../../support/store.js";

const { db } = await useDatabase();
const docs = db.collection<Loose>("docs");
const all = Array.from({ length: 11 }, (_, index) => index + 1);
const allBut = (...ids: number[]) => all.filter((id) => !ids.includes(id));

beforeAll(async () => {
  await docs.insertMany([
    { _id: 1, a: [{ b: 1 }, { b: 2 }] },
    { _id: 2, a: { b: [1, 2] } },
    { _id: 3, a: [{ b: [3, 4] }] },
    { _id: 4, a: [1, 2] },
    { _id: 5, a: [] },
    { _id: 6 },
    { _id: 7, a: [[1, 2]] },
    { _id: 8, a: [{ c: 1 }] },
    { _id: 9, a: [[{ b: 1 }]] },
    { _id: 10, a: { 0: { b: 5 } } },
    { _id: 11, a: [{ b: 9 }, { c: 1 }] },
  ]);
});

const paths: [string, object, number[]][] = [
  ["through an array of documents", { "a.b": 1 }, [1, 2]],
  ["to an array inside of an array's document", { "a.b": 3 }, [3]],
  ["to a whole array", { "a.b": [1, 2] }, [2]],
  ["by position", { "a.0": 1, _id: { $ne: 7 } }, [4]],
  ["by position and on", { "a.0.b": 1 }, [1, 9]],
  ["by a name that looks like a position", { "a.0.b": 5 }, [10]],
  ["to the whole array or an element like it", { a: [1, 2] }, [4, 7]],
  ["to an empty array", { a: [] }, [5]],
  ["with a range met by one element", { "a.b": { $gt: 2, $lt: 4 } }, [3]],
  ["with a range met by two elements together", { "a.b": { $gt: 3, $lt: 4 } }, [3]],
  ["where some element lacks the field", { "a.b": null, _id: { $in: [1, 6, 8, 11] } }, [6, 8, 11]],
  ["where no element has the field", { "a.b": { $exists: false }, _id: { $in: [1, 6, 8, 11] } }, [6, 8]],
  ["where no element is equal", { "a.b": { $ne: 1 } }, allBut(1, 2)],
  ["where no element is in the list", { "a.b": { $nin: [1, 9] } }, allBut(1, 2, 11)],
];

const arrays: [string, object, number[]][] = [
  ["$size 2", { a: { $size: 2 } }, [1, 4, 11]],
  ["$size 0", { a: { $size: 0 } }, [5]],
  ["$size of a nested array", { "a.b": { $size: 2 } }, [2, 3]],
  ["$all", { a: { $all: [1, 2] } }, [4]],
  ["$all with one array", { a: { $all: [[1, 2]] } }, [4, 7]],
  ["$all over documents", { "a.b": { $all: [1, 2] } }, [1, 2]],
  ["$all of nothing", { a: { $all: [] } }, []],
  ["$all of $elemMatch", { a: { $all: [{ $elemMatch: { b: 1 } }, { $elemMatch: { b: 2 } }] } }, [1]],
  ["$elemMatch with fields", { a: { $elemMatch: { b: 1 } } }, [1]],
  ["$elemMatch with two fields of one element", { a: { $elemMatch: { b: 9, c: 1 } } }, []],
  ["$elemMatch with operators", { a: { $elemMatch: { $gt: 1 } } }, [4]],
  ["$elemMatch within one element", { a: { $elemMatch: { $gt: 1, $lt: 2 } } }, []],
  ["$elemMatch in an array of arrays", { a: { $elemMatch: { $elemMatch: { $eq: 2 } } } }, [7]],
  ["$elemMatch with $or", { a: { $elemMatch: { $or: [{ b: 2 }, { c: 1 }] } } }, [1, 8, 11]],
  ["$elemMatch at a nested path", { "a.b": { $elemMatch: { $gte: 2, $lt: 3 } } }, [2]],
  ["$not $elemMatch", { a: { $not: { $elemMatch: { b: 1 } } } }, allBut(1)],
  ["$not $size", { a: { $not: { $size: 2 } } }, allBut(1, 4, 11)],
  ["$type array of arrays", { "a.0": { $type: "array" } }, [7, 9]],
];

describe("a path", () => {
  test.each(paths)("leads %s", async (_name, filter, expected) => {
    expect(await idsOf(docs, filter)).toEqual(expected);
  });
});

test("a number in a path names an element, and a field of the documents in the array", async () => {
  const places = db.collection<Loose>("places");
  await places.insertMany([
    { _id: 1, a: [{ 1: 4 }, 5] },
    { _id: 2, a: [{ 1: { b: 4 } }, { b: 5 }] },
    { _id: 3, a: [{ b: 5 }, { b: 4 }] },
  ]);
  expect(await idsOf(places, { "a.1": 4 })).toEqual([1]);
  expect(await idsOf(places, { "a.1": 5 })).toEqual([1]);
  expect(await idsOf(places, { "a.1.b": 4 })).toEqual([2, 3]);
  expect(await idsOf(places, { "a.1.b": 5 })).toEqual([2]);
  expect(await idsOf(places, { "a.1": { b: 4 } })).toEqual([2, 3]);
});

describe("an array", () => {
  test.each(arrays)("is found by %s", async (_name, filter, expected) => {
    expect(await idsOf(docs, filter)).toEqual(expected);
  });
});

describe("an index over arrays", () => {
  test("changes nothing in what is found", async () => {
    await docs.createIndex({ "a.b": 1 });
    await docs.createIndex({ a: 1 });
    for (const [name, filter, expected] of [...paths, ...arrays]) {
      expect([name, await idsOf(docs, filter)]).toEqual([name, expected]);
    }
  });

  test("gives a document once, though several elements are in the range", async () => {
    const found = await docs
      .find({ a: { $gte: 1 } })
      .sort({ a: 1 })
      .toArray();
    expect(found.map((doc) => doc._id)).toEqual([4]);
  });
});
