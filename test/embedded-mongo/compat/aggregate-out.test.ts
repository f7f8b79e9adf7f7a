import { beforeAll, describe, expect, it } from "vitest";
import { codeOf, type Loose, useDatabase } from "../../support/store.js";

const { db } = await useDatabase();
const chats = db.collection<Loose>("chats");

beforeAll(async () => {
  await chats.insertMany([
    { _id: 1, room: "r1", size: 5, tags: ["a", "b"] },
    { _id: 2, room: "r1", size: 7, tags: [] },
    { _id: 3, room: "r2", size: 1 },
  ]);
});

describe("aggregate", () => {
  it("writes with $out and replaces what was there", async () => {
    const out = db.collection<Loose>("out");
    await out.insertOne({ _id: 99 });
    expect(await chats.aggregate([{ $match: { room: "r1" } }, { $out: "out" }]).toArray()).toEqual([]);
    expect(await out.distinct("_id")).toEqual([1, 2]);
  });

  it("writes with $merge into what was there", async () => {
    const merged = db.collection<Loose>("merged");
    await merged.insertMany([{ _id: 1, kept: true }, { _id: 99 }]);
    const pipeline = [{ $match: { _id: { $lte: 2 } } }, { $project: { size: 1 } }];
    await chats.aggregate([...pipeline, { $merge: { into: "merged" } }]).toArray();
    expect(await merged.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, kept: true, size: 5 },
      { _id: 2, size: 7 },
      { _id: 99 },
    ]);
    const keep = { into: "merged", whenMatched: "keepExisting", whenNotMatched: "discard" };
    await chats.aggregate([{ $project: { size: { $literal: 0 } } }, { $merge: keep }]).toArray();
    expect(await merged.countDocuments({ size: 0 })).toBe(0);
    const fail = { into: "merged", whenMatched: "fail" };
    expect(await codeOf(chats.aggregate([...pipeline, { $merge: fail }]).toArray())).toBe(11000);
  });

  it.each<[string, object[], number[]]>([
    ["an unknown stage", [{ $foo: {} }], [40324]],
    ["two stages in one", [{ $match: {}, $limit: 1 }], [40323]],
    ["an unknown expression", [{ $project: { a: { $foo: 1 } } }], [31325, 168]],
    ["an unknown accumulator", [{ $group: { _id: 1, a: { $foo: 1 } } }], [15952]],
    ["a group without _id", [{ $group: { a: { $sum: 1 } } }], [15955]],
    ["a limit of 0", [{ $limit: 0 }], [15958]],
    ["$out that is not last", [{ $out: "x" }, { $match: {} }], [40601]],
    ["an empty $count", [{ $count: "" }], [40156, 40157, 15948]],
    ["a path without dollar", [{ $unwind: "tags" }], [28818]],
    ["division by zero", [{ $project: { a: { $divide: [1, 0] } } }], [2, 16608, 4848401]],
  ])("refuses %s", async (_name, pipeline, codes) => {
    expect(codes).toContain(await codeOf(chats.aggregate(pipeline).toArray()));
  });

  it("refuses a command without cursor", async () => {
    expect(await codeOf(db.command({ aggregate: "chats", pipeline: [] }))).toBe(9);
  });
});
