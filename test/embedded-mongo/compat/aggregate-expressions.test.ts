import { beforeAll, describe, expect, it } from "vitest";
import { type Loose, useDatabase } from "../../support/store.js";

const { db } = await useDatabase();
const chats = db.collection<Loose>("chats");

beforeAll(async () => {
  await db.collection<Loose>("rooms").insertOne({ _id: "r1", title: "one" });
  await chats.insertMany([
    { _id: 1, room: "r1", size: 5, tags: ["a", "b"], at: new Date("2026-01-02T03:04:05Z") },
    { _id: 2, room: "r1", size: 7, tags: [] },
    { _id: 3, room: "r2", size: 1, tags: ["b"] },
    { _id: 4, room: "r3", size: 3 },
  ]);
});

const cases: [string, object[], object[]][] = [
  [
    "$bucket",
    [{ $bucket: { groupBy: "$size", boundaries: [0, 4, 10] } }],
    [
      { _id: 0, count: 2 },
      { _id: 4, count: 2 },
    ],
  ],
  [
    "$unionWith",
    [
      { $match: { _id: 4 } },
      { $project: { _id: 1 } },
      { $unionWith: { coll: "rooms", pipeline: [{ $match: { _id: "r1" } }] } },
    ],
    [{ _id: 4 }, { _id: "r1", title: "one" }],
  ],
  [
    "$cond and $ifNull",
    [
      { $match: { _id: 1 } },
      {
        $project: {
          kind: { $cond: [{ $gte: ["$size", 5] }, "big", "small"] },
          tag: { $ifNull: ["$nothing", "none"] },
        },
      },
    ],
    [{ _id: 1, kind: "big", tag: "none" }],
  ],
  [
    "$filter, $map and $reduce",
    [
      { $match: { _id: 1 } },
      {
        $project: {
          a: { $filter: { input: "$tags", cond: { $eq: ["$$this", "b"] } } },
          b: { $map: { input: "$tags", as: "t", in: { $toUpper: "$$t" } } },
          c: { $reduce: { input: "$tags", initialValue: "", in: { $concat: ["$$value", "$$this"] } } },
        },
      },
    ],
    [{ _id: 1, a: ["b"], b: ["A", "B"], c: "ab" }],
  ],
  [
    "dates",
    [
      { $match: { _id: 1 } },
      { $project: { y: { $year: "$at" }, s: { $dateToString: { date: "$at", format: "%Y-%m-%d" } } } },
    ],
    [{ _id: 1, y: 2026, s: "2026-01-02" }],
  ],
  [
    "$in, $arrayElemAt and $slice",
    [
      { $match: { _id: 1 } },
      {
        $project: {
          has: { $in: ["b", "$tags"] },
          last: { $arrayElemAt: ["$tags", -1] },
          cut: { $slice: ["$tags", 1] },
        },
      },
    ],
    [{ _id: 1, has: true, last: "b", cut: ["a"] }],
  ],
  [
    "$mergeObjects and $objectToArray",
    [
      { $match: { _id: 4 } },
      {
        $project: { m: { $mergeObjects: [{ a: 1 }, { b: "$size" }] }, o: { $objectToArray: { k: "$size" } } },
      },
    ],
    [{ _id: 4, m: { a: 1, b: 3 }, o: [{ k: "k", v: 3 }] }],
  ],
  [
    "$let, $type and conversions",
    [
      { $match: { _id: 4 } },
      {
        $project: {
          l: { $let: { vars: { x: 2 }, in: { $multiply: ["$$x", "$size"] } } },
          t: { $type: "$nothing" },
          s: { $toString: "$size" },
        },
      },
    ],
    [{ _id: 4, l: 6, t: "missing", s: "3" }],
  ],
  [
    "comparison across types",
    [
      { $match: { _id: 4 } },
      {
        $project: {
          a: { $lt: ["$size", "text"] },
          b: {
            $cmp: [
              { x: 1, y: 2 },
              { y: 2, x: 1 },
            ],
          },
          c: { $eq: ["$nothing", null] },
        },
      },
    ],
    [{ _id: 4, a: true, b: -1, c: false }],
  ],
];

describe("aggregate", () => {
  it.each(cases)("knows %s", async (_name, pipeline, expected) => {
    expect(await chats.aggregate(pipeline).toArray()).toEqual(expected);
  });
});
