import { beforeAll, describe, expect, test } from "vitest";
import { codeOf, embedded, type Loose, refusalOf, useDatabase } from "../../support/store.js";
import { Double, Long } from "../../support/store-values.js";

const { db } = await useDatabase();
const chats = db.collection<Loose>("chats");

beforeAll(async () => {
  await chats.insertMany([
    { _id: 1, room: "r1", by: "ann", size: 5 },
    { _id: 2, room: "r1", by: "bob", size: 7 },
    { _id: 3, room: "r2", by: "ann", size: 1 },
    { _id: 4, room: "r3", by: "ann", size: 3 },
  ]);
});

const cases: [string, object[], object[]][] = [
  [
    "$match, $sort, $skip, $limit",
    [{ $match: { by: "ann" } }, { $sort: { size: -1 } }, { $skip: 1 }, { $limit: 1 }],
    [{ _id: 4, room: "r3", by: "ann", size: 3 }],
  ],
  [
    "several $match, which must all hold",
    [{ $match: { by: "ann" } }, { $match: { room: "r2" } }],
    [{ _id: 3, room: "r2", by: "ann", size: 1 }],
  ],
  ["$count", [{ $match: { room: "r1" } }, { $count: "chats" }], [{ chats: 2 }]],
  ["$count of a part", [{ $skip: 1 }, { $limit: 2 }, { $count: "chats" }], [{ chats: 2 }]],
  ["$count of nothing", [{ $match: { room: "none" } }, { $count: "chats" }], []],
  [
    "the group with which drivers count",
    [{ $match: { by: "ann" } }, { $group: { _id: 1, n: { $sum: 1 } } }],
    [{ _id: 1, n: 3 }],
  ],
  ["a count of everything", [{ $group: { _id: null, n: { $sum: 1 } } }], [{ _id: null, n: 4 }]],
];

describe("aggregate", () => {
  test.each(cases)("knows %s", async (_name, pipeline, expected) => {
    expect(await chats.aggregate(pipeline).toArray()).toEqual(expected);
  });

  test("keeps the types of what it passes on", async () => {
    const numbers = db.collection<Loose>("numbers");
    await numbers.insertOne({ _id: 1, long: Long.fromNumber(1), double: new Double(1) });
    const [passed] = await numbers.aggregate([{ $match: { _id: 1 } }], { promoteValues: false }).toArray();
    expect([passed?.long, passed?.double]).toStrictEqual([Long.fromNumber(1), new Double(1)]);
  });

  test("comes in batches", async () => {
    const found: unknown[] = [];
    for await (const doc of chats.aggregate([{ $sort: { _id: 1 } }], { batchSize: 1 })) found.push(doc._id);
    expect(found).toEqual([1, 2, 3, 4]);
  });

  test.each<[string, object[], number[]]>([
    ["an unknown stage", [{ $foo: {} }], [40324]],
    ["two stages in one", [{ $match: {}, $limit: 1 }], [40323]],
    ["a group without _id", [{ $group: { a: { $sum: 1 } } }], [15955]],
    ["a limit of 0", [{ $limit: 0 }], [15958]],
    ["a negative skip", [{ $skip: -2 }], [2, 15956, 5107200]],
    ["a match of a number", [{ $match: 5 }], [15959]],
    ["an unknown operator in a match", [{ $match: { a: { $foo: 1 } } }], [2]],
    ["an empty $count", [{ $count: "" }], [40156, 40157, 15948]],
  ])("refuses %s", async (_name, pipeline, codes) => {
    expect(codes).toContain(await codeOf(chats.aggregate(pipeline).toArray()));
  });

  test("refuses a command without cursor", async () => {
    expect(await codeOf(db.command({ aggregate: "chats", pipeline: [] }))).toBe(9);
  });
});

describe.runIf(embedded)("what aggregate leaves out in the embedded store", () => {
  test.each<[string, object[]]>([
    ["$project", [{ $project: { a: 1 } }]],
    ["$unwind", [{ $unwind: "$tags" }]],
    ["$lookup", [{ $lookup: { from: "rooms", localField: "room", foreignField: "_id", as: "in" } }]],
    ["$facet", [{ $facet: { n: [{ $count: "count" }] } }]],
    ["$out", [{ $out: "elsewhere" }]],
    ["$merge", [{ $merge: { into: "elsewhere" } }]],
    ["$group with a sum of fields", [{ $group: { _id: null, sum: { $sum: "$size" } } }]],
    ["$group by a field", [{ $group: { _id: "$by", n: { $sum: 1 } } }]],
    ["two counts", [{ $group: { _id: null, n: { $sum: 1 } } }, { $count: "groups" }]],
    ["another order", [{ $limit: 1 }, { $match: { by: "ann" } }]],
    ["$expr", [{ $match: { $expr: { $eq: ["$by", "ann"] } } }]],
  ])("is refused: %s", async (_name, pipeline) => {
    expect(await refusalOf(chats.aggregate(pipeline).toArray())).toMatchObject({
      code: 238,
      codeName: "NotImplemented",
    });
  });

  test("is refused: stages that read no collection", async () => {
    expect(await codeOf(db.aggregate([{ $listLocalSessions: {} }]).toArray())).toBe(238);
  });

  test("did not write anywhere", async () => {
    expect((await db.listCollections({ name: "elsewhere" }).toArray()).length).toBe(0);
  });
});
