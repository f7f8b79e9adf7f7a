import { beforeEach, describe, expect, test } from "vitest";
import { codeOf, type Loose, useDatabase } from "../../support/store.js";

const { db } = await useDatabase();
const docs = db.collection<Loose>("docs");

beforeEach(() => docs.deleteMany({}));

async function updated(document: object, update: object, filter: object = {}, arrayFilters?: object[]) {
  await docs.insertOne({ _id: 1, ...document });
  await docs.updateOne({ _id: 1, ...filter }, update, { arrayFilters });
  const { _id, ...rest } = (await docs.findOne({ _id: 1 }))!;
  return rest;
}

const marks = [
  { id: 1, mark: 5 },
  { id: 2, mark: 9 },
];

describe("the positional $", () => {
  test.each<[string, object, object, object, object]>([
    [
      "changes the element that matched",
      { a: [1, 5, 9] },
      { a: 5 },
      { $set: { "a.$": 0 } },
      { a: [1, 0, 9] },
    ],
    [
      "changes the first that matched",
      { a: [1, 5, 9] },
      { a: { $gt: 2 } },
      { $inc: { "a.$": 1 } },
      { a: [1, 6, 9] },
    ],
    [
      "goes into the document",
      { a: marks },
      { "a.id": 2 },
      { $set: { "a.$.mark": 1 } },
      { a: [marks[0], { id: 2, mark: 1 }] },
    ],
    [
      "follows $elemMatch",
      { a: marks },
      { a: { $elemMatch: { id: 2, mark: 9 } } },
      { $unset: { "a.$.mark": 1 } },
      { a: [marks[0], { id: 2 }] },
    ],
    [
      "pushes into an inner array",
      { a: [{ id: 1, b: [] }] },
      { "a.id": 1 },
      { $push: { "a.$.b": 7 } },
      { a: [{ id: 1, b: [7] }] },
    ],
  ])("%s", async (_name, before, filter, update, after) => {
    expect(await updated(before, update, filter)).toEqual(after);
  });

  test("is refused where the filter matched no element", async () => {
    await docs.insertOne({ _id: 1, a: [1] });
    expect(await codeOf(docs.updateOne({ _id: 1 }, { $set: { "a.$": 0 } }))).toBe(2);
  });
});

describe("array filters", () => {
  test.each<[string, object, object, object[], object]>([
    [
      "choose values",
      { a: [1, 5, 9] },
      { $set: { "a.$[big]": 0 } },
      [{ big: { $gte: 5 } }],
      { a: [1, 0, 0] },
    ],
    [
      "choose documents",
      { a: marks },
      { $inc: { "a.$[m].mark": 1 } },
      [{ "m.id": 2 }],
      { a: [marks[0], { id: 2, mark: 10 }] },
    ],
    [
      "choose on two levels",
      {
        a: [
          { k: 1, b: [1, 2] },
          { k: 2, b: [1, 2] },
        ],
      },
      { $set: { "a.$[x].b.$[y]": 0 } },
      [{ "x.k": 2 }, { y: { $lt: 2 } }],
      {
        a: [
          { k: 1, b: [1, 2] },
          { k: 2, b: [0, 2] },
        ],
      },
    ],
    [
      "choose by $or",
      { a: [1, 5, 9] },
      { $set: { "a.$[x]": 0 } },
      [{ $or: [{ x: 1 }, { x: 9 }] }],
      { a: [0, 5, 0] },
    ],
    ["may choose none", { a: [1] }, { $set: { "a.$[x]": 0 } }, [{ x: 7 }], { a: [1] }],
  ])("%s", async (_name, before, update, arrayFilters, after) => {
    expect(await updated(before, update, {}, arrayFilters)).toEqual(after);
  });

  test.each<[string, object, object[] | undefined, number]>([
    ["a name without a filter", { $set: { "a.$[x]": 0 } }, undefined, 2],
    ["a filter that is not used", { $set: { "a.0": 0 } }, [{ x: 1 }], 9],
    ["two filters of one name", { $set: { "a.$[x]": 0 } }, [{ x: 1 }, { x: 2 }], 9],
    ["what is no array", { $set: { "b.$[x]": 0 } }, [{ x: 1 }], 2],
    ["what is no array, for all elements", { $set: { "b.$[]": 0 } }, undefined, 2],
    ["what is not there", { $set: { "c.$[]": 0 } }, undefined, 2],
  ])("are refused: %s", async (_name, update, arrayFilters, code) => {
    await docs.insertOne({ _id: 1, a: [1], b: 1 });
    expect(await codeOf(docs.updateOne({ _id: 1 }, update, { arrayFilters }))).toBe(code);
  });
});
