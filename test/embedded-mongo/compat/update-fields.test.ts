import { beforeEach, describe, expect, test } from "vitest";
import { codeOf, type Loose, storedIn, useDatabase } from "../../support/store.js";
import { Decimal128, Double, Int32, Long, Timestamp } from "../../support/store-values.js";

const { db } = await useDatabase();
const docs = db.collection<Loose>("docs");

beforeEach(() => docs.deleteMany({}));

async function updated(document: object, update: object) {
  await docs.insertOne({ _id: 1, ...document });
  const { modifiedCount } = await docs.updateOne({ _id: 1 }, update);
  const { _id, ...rest } = (await docs.findOne({ _id: 1 }))!;
  return [modifiedCount, rest];
}

const changes: [string, object, object, object][] = [
  ["$set replaces a value", { a: 1 }, { $set: { a: { b: 1 } } }, { a: { b: 1 } }],
  ["$set makes the way to a path", {}, { $set: { "a.b.c": 1 } }, { a: { b: { c: 1 } } }],
  ["$set takes a number for a name where no array is", {}, { $set: { "a.0": 1 } }, { a: { 0: 1 } }],
  ["$set reaches into an array", { a: [1, 2] }, { $set: { "a.1": 5 } }, { a: [1, 5] }],
  ["$set fills an array up with null", { a: [1] }, { $set: { "a.3": 5 } }, { a: [1, null, null, 5] }],
  [
    "$set reaches into a document of an array",
    { a: [{ b: 1 }] },
    { $set: { "a.0.c": 2 } },
    { a: [{ b: 1, c: 2 }] },
  ],
  [
    "$unset takes a field away",
    { a: 1, b: { c: 1, d: 2 } },
    { $unset: { a: "", "b.c": 1 } },
    { b: { d: 2 } },
  ],
  ["$unset leaves null in an array", { a: [1, 2, 3] }, { $unset: { "a.1": "" } }, { a: [1, null, 3] }],
  ["$rename moves a field", { a: 1, b: 2 }, { $rename: { a: "c" } }, { b: 2, c: 1 }],
  ["$rename overwrites", { a: 1, b: 2 }, { $rename: { a: "b" } }, { b: 1 }],
  ["$rename goes through documents", { a: { b: 1 } }, { $rename: { "a.b": "c.d" } }, { a: {}, c: { d: 1 } }],
  ["$min takes the smaller", { a: 5, b: 5 }, { $min: { a: 3, b: 9, c: 1 } }, { a: 3, b: 5, c: 1 }],
  ["$max takes the larger", { a: 5, b: 5 }, { $max: { a: 3, b: 9, c: 1 } }, { a: 5, b: 9, c: 1 }],
  ["$max compares across types", { a: 5 }, { $max: { a: "0" } }, { a: "0" }],
  ["$min takes null for less than a number", { a: 5 }, { $min: { a: null } }, { a: null }],
  [
    "$setOnInsert does nothing to what is there",
    { a: 1, b: 1 },
    { $setOnInsert: { a: 2 }, $set: { b: 2 } },
    { a: 1, b: 2 },
  ],
  [
    "several operators work together",
    { a: 1, b: 1 },
    { $set: { a: 2 }, $inc: { b: 1 }, $unset: { c: 1 } },
    { a: 2, b: 2 },
  ],
];

const idle: [string, object, object][] = [
  ["$set to the same value", { a: 1, b: [1, { c: 1 }] }, { $set: { a: 1, "b.1.c": 1 } }],
  ["$set of nothing", { a: 1 }, { $set: {} }],
  ["$unset of what is not there", { a: 1 }, { $unset: { b: 1, "c.d": 1, "a.b": 1 } }],
  ["$rename of what is not there", { a: 1 }, { $rename: { b: "c" } }],
  ["$inc by 0", { a: 1 }, { $inc: { a: 0 } }],
  ["$mul by 1", { a: 1 }, { $mul: { a: 1 } }],
  ["$min with an equal number of another type", { a: 1 }, { $min: { a: new Double(1) } }],
  ["$setOnInsert through a number", { a: 1 }, { $setOnInsert: { "a.b": 1 } }],
  ["$setOnInsert", { a: 1 }, { $setOnInsert: { b: 1 } }],
  ["$addToSet of what is there", { a: [1, { b: 1 }] }, { $addToSet: { a: { b: 1 } } }],
  ["$pull of what is not there", { a: [1] }, { $pull: { a: 2, b: 1 } }],
  ["$push of nothing", { a: [1] }, { $push: { a: { $each: [] } } }],
  ["$pop of an empty array", { a: [] }, { $pop: { a: 1 } }],
];

describe("an update", () => {
  test.each(changes)("%s", async (_name, before, update, after) => {
    expect(await updated(before, update)).toEqual([1, after]);
  });

  test.each(idle)("counts as matched and not as modified: %s", async (_name, before, update) => {
    expect(await updated(before, update)).toEqual([0, before]);
  });

  test("appends new fields in the order of their names and keeps the old ones' places", async () => {
    await docs.insertOne({ _id: 1, z: 1, m: 1 });
    await docs.updateOne({ _id: 1 }, { $set: { y: 1, m: 2, c: 1, z: 2 } });
    expect(Object.keys(await storedIn(docs))).toEqual(["_id", "z", "m", "c", "y"]);
  });

  test("changes the first that matches, or all", async () => {
    await docs.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }]);
    expect(await docs.updateOne({}, { $set: { a: 1 } })).toMatchObject({ matchedCount: 1, modifiedCount: 1 });
    expect(await docs.updateMany({}, { $set: { a: 1 } })).toMatchObject({
      matchedCount: 3,
      modifiedCount: 2,
    });
    expect(await docs.updateMany({ a: 9 }, { $set: { a: 1 } })).toMatchObject({
      matchedCount: 0,
      upsertedCount: 0,
    });
  });

  test("does not meet what it has moved along the index it walks", async () => {
    await docs.createIndex({ n: 1 });
    await docs.insertMany(Array.from({ length: 300 }, (_, _id) => ({ _id, n: _id })));
    const result = await docs.updateMany({ n: { $gte: 0 } }, { $inc: { n: 1000 } });
    expect(result).toMatchObject({ matchedCount: 300, modifiedCount: 300 });
    expect(await docs.countDocuments({ n: { $gte: 1000, $lt: 1300 } })).toBe(300);
    await docs.dropIndexes();
  });

  test("replaces all but the _id", async () => {
    await docs.insertOne({ _id: 1, a: 1, b: 1 });
    expect(await docs.replaceOne({ a: 1 }, { c: new Double(1) })).toMatchObject({ modifiedCount: 1 });
    expect(await storedIn(docs)).toStrictEqual({ _id: new Int32(1), c: new Double(1) });
    expect(await docs.replaceOne({ _id: 1 }, { c: new Double(1) })).toMatchObject({ modifiedCount: 0 });
    expect(await codeOf(docs.replaceOne({ _id: 1 }, { _id: 2 } as object))).toBe(66);
  });

  test("keeps the types it was given and those it does not touch", async () => {
    await docs.insertOne({
      _id: 1,
      long: Long.fromNumber(1),
      double: new Double(1),
      list: [Long.fromNumber(2)],
    });
    await docs.updateOne({ _id: 1 }, { $set: { set: new Double(2), "list.1": Long.fromNumber(3) } });
    const push: object = { list: new Double(4) };
    await docs.updateOne({ _id: 1 }, { $push: push });
    const { list, long, double, set } = await storedIn(docs);
    expect([long, double, set]).toStrictEqual([Long.fromNumber(1), new Double(1), new Double(2)]);
    expect(list).toStrictEqual([Long.fromNumber(2), Long.fromNumber(3), new Double(4)]);
  });

  test("sets the date of the server", async () => {
    await docs.insertOne({ _id: 1 });
    const before = Date.now();
    const update: object = { $currentDate: { a: true, b: { $type: "date" }, c: { $type: "timestamp" } } };
    await docs.updateOne({ _id: 1 }, update);
    const { a, b, c } = await storedIn(docs);
    for (const date of [a, b]) {
      expect(date).toBeInstanceOf(Date);
      expect(Math.abs(date.getTime() - before)).toBeLessThan(5000);
    }
    expect(c).toBeInstanceOf(Timestamp);
  });
});

describe("arithmetic", () => {
  const max32 = 2 ** 31 - 1;
  const int = (value: number) => new Int32(value);
  const double = (value: number) => new Double(value);
  const long = (value: number) => Long.fromNumber(value);
  const decimal = (value: string) => Decimal128.fromString(value);

  test.each<[string, object, object, object]>([
    ["int + int = int", { a: int(1) }, { $inc: { a: int(2) } }, int(3)],
    ["int + long = long", { a: int(1) }, { $inc: { a: long(2) } }, long(3)],
    ["long + int = long", { a: long(1) }, { $inc: { a: int(2) } }, long(3)],
    ["int + double = double", { a: int(1) }, { $inc: { a: double(2) } }, double(3)],
    ["double + int = double", { a: double(1) }, { $inc: { a: int(2) } }, double(3)],
    ["long + double = double", { a: long(1) }, { $inc: { a: double(0.5) } }, double(1.5)],
    ["int + decimal = decimal", { a: int(1) }, { $inc: { a: decimal("0.1") } }, decimal("1.1")],
    ["int overflows into long", { a: int(max32) }, { $inc: { a: int(1) } }, long(2 ** 31)],
    [
      "int overflows into long downwards",
      { a: int(-(2 ** 31)) },
      { $inc: { a: int(-1) } },
      long(-(2 ** 31) - 1),
    ],
    [
      "long stays exact above 2^53",
      { a: long(2 ** 53) },
      { $inc: { a: int(1) } },
      Long.fromString("9007199254740993"),
    ],
    ["nothing + double = that double", {}, { $inc: { a: double(1) } }, double(1)],
    ["nothing + long = that long", {}, { $inc: { a: long(1) } }, long(1)],
    ["int * int = int", { a: int(3) }, { $mul: { a: int(2) } }, int(6)],
    ["int * double = double", { a: int(2) }, { $mul: { a: double(1.5) } }, double(3)],
    ["int * int overflows into long", { a: int(max32) }, { $mul: { a: int(2) } }, long(max32 * 2)],
    ["long * int = long", { a: long(3) }, { $mul: { a: int(2) } }, long(6)],
    ["decimal * int = decimal", { a: decimal("1.5") }, { $mul: { a: int(2) } }, decimal("3.0")],
    ["nothing * double = 0.0", {}, { $mul: { a: double(3) } }, double(0)],
    ["nothing * int = 0", {}, { $mul: { a: int(3) } }, int(0)],
  ])("%s", async (_name, before, update, after) => {
    await docs.insertOne({ _id: 1, ...before });
    await docs.updateOne({ _id: 1 }, update);
    expect((await storedIn(docs)).a).toStrictEqual(after);
  });

  test("refuses to leave the range of a long", async () => {
    await docs.insertOne({ _id: 1, a: Long.MAX_VALUE });
    expect(await codeOf(docs.updateOne({ _id: 1 }, { $inc: { a: 1 } }))).toBe(2);
    expect((await storedIn(docs)).a).toStrictEqual(Long.MAX_VALUE);
  });
});
