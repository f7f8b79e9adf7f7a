import { beforeAll, describe, expect, it } from "vitest";
import { embedded, type Loose, useDatabase } from "../../support/store.js";
import { Double, Long } from "../../support/store-values.js";

const { db } = await useDatabase();
const chats = db.collection<Loose>("chats");
const rooms = db.collection<Loose>("rooms");

beforeAll(async () => {
  await rooms.insertMany([
    { _id: "r1", title: "one" },
    { _id: "r2", title: "two" },
  ]);
  await chats.insertMany([
    { _id: 1, room: "r1", by: "ann", size: 5, tags: ["a", "b"] },
    { _id: 2, room: "r1", by: "bob", size: 7, tags: [] },
    { _id: 3, room: "r2", by: "ann", size: 1, tags: ["b"] },
    { _id: 4, room: "r3", by: "ann", size: 3 },
  ]);
});

const cases: [string, object[], object[]][] = [
  [
    "$match, $sort, $skip, $limit",
    [
      { $match: { by: "ann" } },
      { $sort: { size: -1 } },
      { $skip: 1 },
      { $limit: 1 },
      { $project: { size: 1 } },
    ],
    [{ _id: 4, size: 3 }],
  ],
  [
    "$group with accumulators",
    [
      { $sort: { _id: 1 } },
      {
        $group: {
          _id: "$by",
          n: { $sum: 1 },
          sum: { $sum: "$size" },
          mean: { $avg: "$size" },
          low: { $min: "$size" },
          high: { $max: "$size" },
          first: { $first: "$_id" },
          last: { $last: "$_id" },
          all: { $push: "$_id" },
        },
      },
      { $sort: { _id: 1 } },
    ],
    [
      { _id: "ann", n: 3, sum: 9, mean: 3, low: 1, high: 5, first: 1, last: 4, all: [1, 3, 4] },
      { _id: "bob", n: 1, sum: 7, mean: 7, low: 7, high: 7, first: 2, last: 2, all: [2] },
    ],
  ],
  [
    "$group by a document",
    [
      { $group: { _id: { by: "$by", room: "$room" }, n: { $sum: 1 } } },
      { $sort: { "_id.by": 1, "_id.room": -1 } },
      { $limit: 1 },
    ],
    [{ _id: { by: "ann", room: "r3" }, n: 1 }],
  ],
  [
    "$group of everything",
    [{ $group: { _id: null, tags: { $addToSet: "$room" } } }, { $project: { n: { $size: "$tags" } } }],
    [{ _id: null, n: 3 }],
  ],
  [
    "$project that computes",
    [
      { $match: { _id: 1 } },
      { $project: { _id: 0, label: { $concat: ["$by", "@", "$room"] }, big: { $gt: ["$size", 4] } } },
    ],
    [{ label: "ann@r1", big: true }],
  ],
  [
    "$addFields and $unset",
    [{ $match: { _id: 4 } }, { $addFields: { "x.y": { $add: ["$size", 1] } } }, { $unset: ["by", "room"] }],
    [{ _id: 4, size: 3, x: { y: 4 } }],
  ],
  [
    "$unwind",
    [{ $unwind: "$tags" }, { $project: { tags: 1 } }, { $sort: { _id: 1, tags: 1 } }],
    [
      { _id: 1, tags: "a" },
      { _id: 1, tags: "b" },
      { _id: 3, tags: "b" },
    ],
  ],
  [
    "$unwind that keeps the empty",
    [
      { $unwind: { path: "$tags", preserveNullAndEmptyArrays: true, includeArrayIndex: "at" } },
      { $match: { _id: { $ne: 1 } } },
      { $sort: { _id: 1 } },
      { $project: { tags: 1, at: 1 } },
    ],
    [
      { _id: 2, at: null },
      { _id: 3, tags: "b", at: 0 },
      { _id: 4, at: null },
    ],
  ],
  [
    "$lookup",
    [
      { $match: { _id: { $gte: 3 } } },
      { $sort: { _id: 1 } },
      { $lookup: { from: "rooms", localField: "room", foreignField: "_id", as: "in" } },
      { $project: { in: 1 } },
    ],
    [
      { _id: 3, in: [{ _id: "r2", title: "two" }] },
      { _id: 4, in: [] },
    ],
  ],
  [
    "$lookup with a pipeline",
    [
      { $match: { _id: 1 } },
      {
        $lookup: {
          from: "rooms",
          let: { room: "$room" },
          pipeline: [{ $match: { $expr: { $eq: ["$_id", "$$room"] } } }, { $project: { _id: 0 } }],
          as: "in",
        },
      },
      { $project: { in: 1 } },
    ],
    [{ _id: 1, in: [{ title: "one" }] }],
  ],
  [
    "$facet",
    [
      {
        $facet: {
          n: [{ $count: "count" }],
          top: [{ $sort: { size: -1 } }, { $limit: 1 }, { $project: { size: 1 } }],
        },
      },
    ],
    [{ n: [{ count: 4 }], top: [{ _id: 2, size: 7 }] }],
  ],
  ["$count", [{ $match: { room: "r1" } }, { $count: "chats" }], [{ chats: 2 }]],
  ["$count of nothing", [{ $match: { room: "none" } }, { $count: "chats" }], []],
  [
    "$sortByCount",
    [{ $sortByCount: "$by" }],
    [
      { _id: "ann", count: 3 },
      { _id: "bob", count: 1 },
    ],
  ],
  ["$replaceRoot", [{ $match: { _id: 1 } }, { $replaceRoot: { newRoot: { only: "$size" } } }], [{ only: 5 }]],
];

describe("aggregate", () => {
  it.each(cases)("knows %s", async (_name, pipeline, expected) => {
    expect(await chats.aggregate(pipeline).toArray()).toEqual(expected);
  });

  it("keeps types and sums", async () => {
    const numbers = db.collection<Loose>("numbers");
    await numbers.insertMany([
      { _id: 1, long: Long.fromNumber(1), double: new Double(1), int: 1 },
      { _id: 2, long: Long.fromNumber(2), double: new Double(2), int: 2 },
    ]);
    const group = { _id: null, long: { $sum: "$long" }, double: { $sum: "$double" }, int: { $sum: "$int" } };
    const [sums] = await numbers.aggregate([{ $group: group }], { promoteValues: false }).toArray();
    // The embedded store calculates with JavaScript's numbers: the value is right, the type is the smallest.
    if (!embedded) expect([sums?.long, sums?.double]).toStrictEqual([Long.fromNumber(3), new Double(3)]);
    expect([Number(sums?.long), Number(sums?.double), Number(sums?.int)]).toEqual([3, 3, 3]);
    const [passed] = await numbers.aggregate([{ $match: { _id: 1 } }], { promoteValues: false }).toArray();
    expect([passed?.long, passed?.double]).toStrictEqual([Long.fromNumber(1), new Double(1)]);
  });

  it("comes in batches", async () => {
    const found: unknown[] = [];
    for await (const doc of chats.aggregate([{ $sort: { _id: 1 } }], { batchSize: 1 })) found.push(doc._id);
    expect(found).toEqual([1, 2, 3, 4]);
  });
});
