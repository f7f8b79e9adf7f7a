import { beforeAll, describe, expect, test } from "vitest";
import { idsOf, type Loose, useDatabase } from "../../support/store.js";
import {
  Binary,
  Code,
  Decimal128,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from "../../support/store-values.js";

const { db } = await useDatabase();
const docs = db.collection<Loose>("docs");
const all = Array.from({ length: 15 }, (_, index) => index + 1);
const allBut = (...ids: number[]) => all.filter((id) => !ids.includes(id));

beforeAll(async () => {
  const values = [
    { n: 5 },
    { n: 5.5 },
    { n: Long.fromNumber(7) },
    { n: Decimal128.fromString("9.5") },
    { n: "5" },
    { n: null },
    {},
    { n: Number.NaN },
    { n: true },
    { n: new Date(5) },
    { n: [1, 8] },
    { n: { a: 1, b: 2 } },
    { n: Number.POSITIVE_INFINITY },
    { n: new MinKey() },
    { n: new MaxKey() },
  ];
  await docs.insertMany(values.map((value, index) => ({ _id: index + 1, ...value })));
});

const cases: [string, unknown, number[]][] = [
  ["an Int32", 5, [1]],
  ["a Double", new Double(5), [1]],
  ["a Long by number", 7, [3]],
  ["a Decimal128 by number", 9.5, [4]],
  ["a number by Decimal128", Decimal128.fromString("5.50"), [2]],
  ["an element", 8, [11]],
  ["an array", [1, 8], [11]],
  ["NaN", Number.NaN, [8]],
  ["MinKey", new MinKey(), [14]],
  ["null and missing", null, [6, 7]],
  ["a document", { a: 1, b: 2 }, [12]],
  ["a document in this order of fields only", { b: 2, a: 1 }, []],
  ["a regular expression", /^5$/, [5]],
  ["$gt within the type", { $gt: 5 }, [2, 3, 4, 11, 13]],
  ["$gte", { $gte: 5 }, [1, 2, 3, 4, 11, 13]],
  ["$lt without NaN", { $lt: 5 }, [11]],
  ["$lte NaN", { $lte: Number.NaN }, [8]],
  ["$gte null", { $gte: null }, [6, 7]],
  ["$gt null", { $gt: null }, []],
  ["a range", { $gt: 5, $lt: 8 }, [2, 3, 11]],
  ["$gt of strings", { $gt: "4" }, [5]],
  ["$gt of booleans", { $gt: false }, [9]],
  ["$gte of dates", { $gte: new Date(5) }, [10]],
  ["$gt of documents", { $gt: { a: 1 } }, [12]],
  ["$lt of arrays", { $lt: [2] }, [11]],
  ["$eq", { $eq: 5 }, [1]],
  ["$ne", { $ne: 5 }, allBut(1)],
  ["$ne null", { $ne: null }, allBut(6, 7)],
  ["$in of mixed types", { $in: [5, "5", null] }, [1, 5, 6, 7]],
  ["$in with a pattern", { $in: [/^5/, true] }, [5, 9]],
  ["$in with an array", { $in: [[1, 8]] }, [11]],
  ["$in of nothing", { $in: [] }, []],
  ["$nin", { $nin: [5, null] }, allBut(1, 6, 7)],
  ["$exists", { $exists: true }, allBut(7)],
  ["$exists: false", { $exists: false }, [7]],
  ["$not", { $not: { $gt: 5 } }, allBut(2, 3, 4, 11, 13)],
  ["$not with a pattern", { $not: /5/ }, allBut(5)],
  ["$mod, cut towards zero", { $mod: [5, 0] }, [1, 2]],
  ["$mod with a rest", { $mod: [4, 3] }, [3]],
  ["$type by number", { $type: 16 }, [1, 11]],
  ["$type by name", { $type: "double" }, [2, 8, 13]],
  ["$type number", { $type: "number" }, [1, 2, 3, 4, 8, 11, 13]],
  ["$type of several", { $type: ["string", "bool", 9] }, [5, 9, 10]],
  ["$type array", { $type: "array" }, [11]],
  ["$type null, not missing", { $type: "null" }, [6]],
  ["$type minKey and maxKey", { $type: [-1, 127] }, [14, 15]],
  ["$type long and decimal", { $type: ["long", "decimal"] }, [3, 4]],
  ["$type object", { $type: "object" }, [12]],
];

describe("a filter on a field", () => {
  test.each(cases)("finds %s", async (_name, condition, expected) => {
    expect(await idsOf(docs, { n: condition })).toEqual(expected);
  });

  test("finds the same through an index", async () => {
    await docs.createIndex({ n: 1 });
    for (const [name, condition, expected] of cases) {
      expect([name, await idsOf(docs, { n: condition })]).toEqual([name, expected]);
    }
  });
});

describe("equality", () => {
  const kinds = db.collection<Loose>("kinds");
  const oid = new ObjectId();
  const stored = [
    Long.fromString("9007199254740993"),
    new Double(9007199254740992),
    Decimal128.fromString("9007199254740993"),
    new Double(-0),
    new Binary(Buffer.from([1]), 0),
    new Binary(Buffer.from([1]), 5),
    oid,
    oid.toHexString(),
    new Timestamp({ t: 1, i: 1 }),
    new Date(1000),
    /zz/i,
    new Code("a"),
    "😀",
    { n: Long.fromNumber(1) },
    [[1, 2], 3],
  ];
  const equals: [string, unknown, number[]][] = [
    ["is exact above 2^53", Long.fromString("9007199254740993"), [0, 2]],
    ["keeps its neighbour apart", Long.fromString("9007199254740992"), [1]],
    ["takes -0 for 0", 0, [3]],
    ["tells binary subtypes apart", new Binary(Buffer.from([1]), 5), [5]],
    ["tells an ObjectId from its text", oid, [6]],
    ["finds a timestamp", new Timestamp({ t: 1, i: 1 }), [8]],
    ["finds a date", new Date(1000), [9]],
    ["finds a stored pattern by the same pattern", /zz/i, [10]],
    ["finds code", new Code("a"), [11]],
    ["finds an astral character", "😀", [12]],
    ["looks through number types inside of documents", { n: 1 }, [13]],
    ["finds an array within an array", [1, 2], [14]],
    ["does not find an element two levels down", 1, []],
  ];

  beforeAll(async () => {
    await kinds.insertMany(stored.map((v, _id) => ({ _id, v })));
  });

  test.each(equals)("%s", async (_name, v, expected) => {
    expect(await idsOf(kinds, { v })).toEqual(expected);
  });

  test("is the same through an index", async () => {
    await kinds.createIndex({ v: -1 });
    for (const [name, v, expected] of equals) {
      expect([name, await idsOf(kinds, { v })]).toEqual([name, expected]);
    }
  });
});
