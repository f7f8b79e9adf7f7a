import { beforeAll, describe, expect, test } from "vitest";
import { codeOf, type Loose, useDatabase } from "../../support/store.js";

const { db } = await useDatabase();
const docs = db.collection<Loose>("docs");

beforeAll(async () => {
  await docs.insertOne({
    _id: 1,
    a: 1,
    b: { c: 2, d: 3 },
    list: [
      { x: 1, y: 1 },
      { x: 2, y: 2 },
      { x: 2, y: 3 },
    ],
    numbers: [1, 2, 3, 4, 5],
  });
});

const cases: [string, object, object][] = [
  ["takes the named fields and _id", { a: 1 }, { _id: 1, a: 1 }],
  ["leaves _id out on demand", { a: 1, _id: 0 }, { a: 1 }],
  ["takes _id alone", { _id: 1 }, { _id: 1 }],
  ["takes true and any number but 0 as yes", { a: true, "b.c": 5, _id: false }, { a: 1, b: { c: 2 } }],
  ["takes nested fields by path", { "b.d": 1, _id: 0 }, { b: { d: 3 } }],
  ["takes nested fields by document", { b: { d: 1 }, _id: 0 }, { b: { d: 3 } }],
  ["reaches into arrays", { "list.x": 1, _id: 0 }, { list: [{ x: 1 }, { x: 2 }, { x: 2 }] }],
  ["gives nothing for what is not there", { nothing: 1 }, { _id: 1 }],
  ["keeps an empty parent of what is not there", { "b.nothing": 1, _id: 0 }, { b: {} }],
  ["leaves out the named fields", { list: 0, numbers: 0, "b.c": 0 }, { _id: 1, a: 1, b: { d: 3 } }],
  [
    "slices an array and keeps the rest",
    { numbers: { $slice: 2 }, list: 0, b: 0 },
    { _id: 1, a: 1, numbers: [1, 2] },
  ],
  ["slices from the end", { numbers: { $slice: -2 }, _id: 0, a: 1 }, { a: 1, numbers: [4, 5] }],
  ["slices from the middle", { numbers: { $slice: [1, 2] }, _id: 0, a: 1 }, { a: 1, numbers: [2, 3] }],
  [
    "takes the first element that matches",
    { list: { $elemMatch: { x: 2 } }, _id: 0 },
    { list: [{ x: 2, y: 2 }] },
  ],
  ["gives no array where no element matches", { list: { $elemMatch: { x: 9 } } }, { _id: 1 }],
];

describe("a projection", () => {
  test.each(cases)("%s", async (_name, projection, expected) => {
    expect(await docs.findOne({ _id: 1 }, { projection })).toEqual(expected);
  });

  test("keeps the order of the stored fields", async () => {
    const found = await docs.findOne({ _id: 1 }, { projection: { numbers: 1, a: 1, b: 1 } });
    expect(Object.keys(found!)).toEqual(["_id", "a", "b", "numbers"]);
  });

  test("takes the element the filter matched", async () => {
    const found = await docs.findOne({ "list.x": 2 }, { projection: { "list.$": 1 } });
    expect(found).toEqual({ _id: 1, list: [{ x: 2, y: 2 }] });
    const matched = { list: { $elemMatch: { x: 2, y: { $gt: 2 } } } };
    expect(await docs.findOne(matched, { projection: { "list.$": 1, _id: 0 } })).toEqual({
      list: [{ x: 2, y: 3 }],
    });
  });

  test.each([
    ["leaving out inside of taking", { a: 1, b: 0 }, 31254],
    ["taking inside of leaving out", { a: 0, b: 1 }, 31253],
    ["a path and its parent", { b: 1, "b.c": 1 }, 31249],
  ])("refuses %s", async (_name, projection, code) => {
    expect(await codeOf(docs.findOne({}, { projection }))).toBe(code);
  });
});
