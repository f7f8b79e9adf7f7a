import { beforeEach, describe, expect, test } from "vitest";
import { type Loose, storedIn, useDatabase } from "../../support/store.js";
import { Double, Long } from "../../support/store-values.js";

const { db } = await useDatabase();
const docs = db.collection<Loose>("docs");

beforeEach(() => docs.deleteMany({}));

async function updated(document: object, update: object) {
  await docs.insertOne({ _id: 1, ...document });
  await docs.updateOne({ _id: 1 }, update);
  const { _id, ...rest } = (await docs.findOne({ _id: 1 }))!;
  return rest;
}

const marks = [
  { id: 1, mark: 5 },
  { id: 2, mark: 9 },
];

const cases: [string, object, object, object][] = [
  ["$push appends", { a: [1] }, { $push: { a: 2 } }, { a: [1, 2] }],
  ["$push makes the array", {}, { $push: { "a.b": 1 } }, { a: { b: [1] } }],
  ["$push appends an array as one element", { a: [1] }, { $push: { a: [2, 3] } }, { a: [1, [2, 3]] }],
  ["$push $each appends several", { a: [1] }, { $push: { a: { $each: [2, 3] } } }, { a: [1, 2, 3] }],
  [
    "$position inserts",
    { a: [1, 4] },
    { $push: { a: { $each: [2, 3], $position: 1 } } },
    { a: [1, 2, 3, 4] },
  ],
  [
    "$position counts from the end",
    { a: [1, 4] },
    { $push: { a: { $each: [2, 3], $position: -1 } } },
    { a: [1, 2, 3, 4] },
  ],
  [
    "$position behind the end appends",
    { a: [1] },
    { $push: { a: { $each: [2], $position: 9 } } },
    { a: [1, 2] },
  ],
  ["$slice keeps the first", { a: [1, 2] }, { $push: { a: { $each: [3, 4], $slice: 3 } } }, { a: [1, 2, 3] }],
  ["$slice keeps the last", { a: [1, 2] }, { $push: { a: { $each: [3, 4], $slice: -3 } } }, { a: [2, 3, 4] }],
  ["$slice 0 empties", { a: [1, 2] }, { $push: { a: { $each: [], $slice: 0 } } }, { a: [] }],
  ["$sort sorts values", { a: [3, 1] }, { $push: { a: { $each: [2], $sort: 1 } } }, { a: [1, 2, 3] }],
  [
    "$sort sorts across types",
    { a: ["a", null] },
    { $push: { a: { $each: [2], $sort: -1 } } },
    { a: ["a", 2, null] },
  ],
  [
    "$sort sorts by fields, then $slice cuts",
    { a: marks },
    { $push: { a: { $each: [{ id: 3, mark: 7 }], $sort: { mark: -1 }, $slice: 2 } } },
    { a: [marks[1], { id: 3, mark: 7 }] },
  ],
  [
    "$sort compares arrays in documents as values",
    {
      a: [
        { x: [2], y: [1] },
        { x: [1, 9], y: [3] },
      ],
    },
    { $push: { a: { $each: [], $sort: { x: 1, y: 1 } } } },
    {
      a: [
        { x: [1, 9], y: [3] },
        { x: [2], y: [1] },
      ],
    },
  ],
  ["$addToSet adds what is new", { a: [1] }, { $addToSet: { a: 2 } }, { a: [1, 2] }],
  ["$addToSet makes the array", {}, { $addToSet: { a: 1 } }, { a: [1] }],
  [
    "$addToSet $each adds each once",
    { a: [1] },
    { $addToSet: { a: { $each: [1, 2, 2, 3] } } },
    { a: [1, 2, 3] },
  ],
  [
    "$addToSet takes 1.0 for 1",
    { a: [1], b: 1 },
    { $addToSet: { a: new Double(1) }, $set: { b: 2 } },
    { a: [1], b: 2 },
  ],
  [
    "$addToSet minds the order of fields",
    { a: [{ x: 1, y: 2 }] },
    { $addToSet: { a: { y: 2, x: 1 } } },
    {
      a: [
        { x: 1, y: 2 },
        { y: 2, x: 1 },
      ],
    },
  ],
  ["$pop takes the last", { a: [1, 2, 3] }, { $pop: { a: 1 } }, { a: [1, 2] }],
  ["$pop takes the first", { a: [1, 2, 3] }, { $pop: { a: -1 } }, { a: [2, 3] }],
  ["$pull takes equal values", { a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
  ["$pull takes by condition", { a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { a: [1] }],
  ["$pull takes by list", { a: [1, 5, 9] }, { $pull: { a: { $in: [1, 9] } } }, { a: [5] }],
  ["$pull takes documents by fields", { a: marks }, { $pull: { a: { id: 1 } } }, { a: [marks[1]] }],
  [
    "$pull takes documents by conditions",
    { a: marks },
    { $pull: { a: { mark: { $gt: 5 }, id: 2 } } },
    { a: [marks[0]] },
  ],
  ["$pull takes by pattern", { a: ["ab", "b"] }, { $pull: { a: /^a/ } }, { a: ["b"] }],
  ["$pull takes an array by its value", { a: [[1, 2], [1]] }, { $pull: { a: [1] } }, { a: [[1, 2]] }],
  [
    "$pull takes by $elemMatch",
    { a: [{ b: [1, 2] }, { b: [3] }] },
    { $pull: { a: { b: { $elemMatch: { $gt: 2 } } } } },
    { a: [{ b: [1, 2] }] },
  ],
  ["$pullAll takes each of a list", { a: [1, 2, 3, 1] }, { $pullAll: { a: [1, 3] } }, { a: [2] }],
  ["$[] changes each element", { a: [1, 2] }, { $inc: { "a.$[]": 10 } }, { a: [11, 12] }],
  [
    "$[] goes into documents",
    { a: marks },
    { $set: { "a.$[].mark": 0 } },
    {
      a: [
        { id: 1, mark: 0 },
        { id: 2, mark: 0 },
      ],
    },
  ],
  [
    "$[] goes two levels down",
    { a: [{ b: [1, 2] }, { b: [3] }] },
    { $mul: { "a.$[].b.$[]": 2 } },
    { a: [{ b: [2, 4] }, { b: [6] }] },
  ],
];

describe("an update of an array", () => {
  test.each(cases)("%s", async (_name, before, update, after) => {
    expect(await updated(before, update)).toEqual(after);
  });

  test("keeps the types of elements it moves", async () => {
    await docs.insertOne({ _id: 1, a: [new Double(3), Long.fromNumber(2)] });
    const push: object = { a: { $each: [new Double(1)], $sort: 1 } };
    await docs.updateOne({ _id: 1 }, { $push: push });
    expect((await storedIn(docs)).a).toStrictEqual([new Double(1), Long.fromNumber(2), new Double(3)]);
  });
});
