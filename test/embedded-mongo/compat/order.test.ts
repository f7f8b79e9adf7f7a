import { mongo } from "mongoose";
import { beforeAll, describe, expect, test } from "vitest";
import { codeOf, idsOf, type Loose, useDatabase } from "../../support/store.js";
import {
  Binary,
  BSONRegExp,
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

const bytes = (list: number[], subtype = 0) => new Binary(Buffer.from(list), subtype);
const long = (digits: string) => Long.fromString(digits);
const decimal = (digits: string) => Decimal128.fromString(digits);

/** One of each, in the order in which MongoDB sorts them. No two are equal. */
const ascending: unknown[] = [
  new MinKey(),
  null,
  new Double(Number.NaN),
  new Double(Number.NEGATIVE_INFINITY),
  Long.MIN_VALUE,
  long("-9007199254740993"),
  new Double(-9007199254740992),
  decimal("-1.5"),
  -1,
  new Double(-0.5),
  0,
  new Double(Number.MIN_VALUE),
  decimal("0.05"),
  1,
  new Double(1.5),
  long("2"),
  decimal("2.0000000000000000001"),
  new Double(9007199254740992),
  long("9007199254740993"),
  decimal("9007199254740994"),
  new Double(9007199254740996),
  Long.MAX_VALUE,
  decimal("9223372036854775807.5"),
  new Double(2 ** 63),
  new Double(1e300),
  new Double(Number.POSITIVE_INFINITY),
  "",
  "A",
  "a",
  "a\u0000",
  "a\u0000b",
  "aa",
  "é",
  "\uffff",
  "😀",
  {},
  { b: 0 },
  { a: "x" },
  { b: "x" },
  bytes([]),
  bytes([9]),
  bytes([1, 1]),
  bytes([1, 2]),
  bytes([0, 0], 5),
  bytes([0, 0, 0]),
  new ObjectId("000000000000000000000001"),
  new ObjectId("ff0000000000000000000000"),
  false,
  true,
  new Date(-1),
  new Date(0),
  new Date(1),
  new Timestamp({ t: 1, i: 1 }),
  new Timestamp({ t: 1, i: 2 }),
  new Timestamp({ t: 0x80000001, i: 0 }),
  new BSONRegExp("a", ""),
  new BSONRegExp("a", "i"),
  new BSONRegExp("b", ""),
  new Code("a"),
  new Code("a", { x: 1 }),
  new MaxKey(),
];
const order = ascending.map((_, index) => index);

describe("the order of values", () => {
  const docs = db.collection<Loose>("docs");

  beforeAll(async () => {
    // Stored in another order, so that the stored order helps nobody.
    const shuffled = ascending
      .map((v, _id) => ({ _id, v }))
      .sort((a, b) => ((a._id * 37) % 64) - ((b._id * 37) % 64));
    await docs.insertMany(shuffled);
  });

  const sorted = async (direction: 1 | -1) =>
    (await docs.find().sort({ v: direction }).toArray()).map((doc) => doc._id);

  test("is MongoDB's, up and down", async () => {
    expect(await sorted(1)).toEqual(order);
    expect(await sorted(-1)).toEqual(order.toReversed());
  });

  test("is the same in an index", async () => {
    await docs.createIndex({ v: 1 });
    expect(await sorted(1)).toEqual(order);
    expect(await sorted(-1)).toEqual(order.toReversed());
  });

  test("is the same for ids", async () => {
    const byId = db.collection<Loose>("byId");
    // A pattern may not be an id, and the driver makes an id of its own for null.
    const possible = ascending.filter((value) => value !== null && !(value instanceof BSONRegExp));
    await byId.insertMany(
      possible.toReversed().map((id) => ({ _id: id as never, place: possible.indexOf(id) })),
    );
    const found = await byId.find().sort({ _id: 1 }).toArray();
    expect(found.map((doc) => doc.place)).toEqual(possible.map((_, index) => index));
  });

  test("holds in ranges: numbers of all types together, no other type with them", async () => {
    const from = ascending.indexOf(1);
    const to = ascending.indexOf("") - 1;
    expect(await idsOf(docs, { v: { $gte: 1 } })).toEqual(order.slice(from, to + 1));
    expect(await idsOf(docs, { v: { $gt: "a" } })).toEqual(
      order.slice(ascending.indexOf("a") + 1, ascending.indexOf("😀") + 1),
    );
    expect(await idsOf(docs, { v: { $lt: long("9007199254740993"), $gt: long("2") } })).toEqual(
      order.slice(ascending.indexOf(1) + 3, ascending.indexOf(1) + 5),
    );
  });
});

describe("a Decimal128 beyond the range of a double", () => {
  test("is sorted right or refused, and never sorted wrong", async () => {
    const docs = db.collection<Loose>("beyond");
    const values = [decimal("-1E+400"), -1, decimal("1E+400"), decimal("1E+401")];
    await docs.insertMany(values.map((v, _id) => ({ _id, v })));
    const found = docs.find().sort({ v: 1 }).toArray();
    const outcome = await found.then(
      (sorted) => sorted.map(({ _id }) => _id),
      (error) => error,
    );
    if (!(outcome instanceof mongo.MongoServerError)) expect(outcome).toEqual([0, 1, 2, 3]);
  });
});

describe("sorting by an array", () => {
  const docs = db.collection<Loose>("arrays");

  beforeAll(async () => {
    await docs.insertMany([
      { _id: "empty", v: [] },
      { _id: "null", v: null },
      { _id: "3,1", v: [3, 1] },
      { _id: "2", v: 2 },
      { _id: "5,0", v: [5, 0] },
    ]);
  });

  const sorted = async (direction: 1 | -1) =>
    (await docs.find().sort({ v: direction }).toArray()).map((doc) => doc._id);

  test("takes its smallest element upwards and its largest downwards", async () => {
    expect(await sorted(1)).toEqual(["empty", "null", "5,0", "3,1", "2"]);
    expect(await sorted(-1)).toEqual(["5,0", "3,1", "2", "null", "empty"]);
  });

  test("does so through an index too", async () => {
    await docs.createIndex({ v: 1 });
    expect(await sorted(1)).toEqual(["empty", "null", "5,0", "3,1", "2"]);
    expect(await sorted(-1)).toEqual(["5,0", "3,1", "2", "null", "empty"]);
  });
});

describe("sorting by a path", () => {
  test("takes a missing field for null and keeps a compound order", async () => {
    const docs = db.collection<Loose>("paths");
    await docs.insertMany([
      { _id: 1, a: { b: 2 }, c: 1 },
      { _id: 2, c: 3 },
      { _id: 3, a: { b: null }, c: 4 },
      { _id: 4, a: [{ b: 1 }, { b: 9 }], c: 2 },
    ]);
    const found = await docs.find().sort({ "a.b": 1, c: -1 }).toArray();
    expect(found.map((doc) => doc._id)).toEqual([3, 2, 4, 1]);
  });
  test("takes the element at the place that a number names", async () => {
    const docs = db.collection<Loose>("places");
    await docs.insertMany([
      { _id: 1, a: [{ b: 3 }, { b: 0 }] },
      { _id: 2, a: [{ b: 1 }, { b: 9 }] },
      { _id: 3, a: [{ b: 2 }] },
    ]);
    const byFirst = async () => (await docs.find().sort({ "a.0.b": 1 }).toArray()).map(({ _id }) => _id);
    expect(await byFirst()).toEqual([2, 3, 1]);
    expect((await docs.find().sort({ "a.0": -1 }).toArray()).map(({ _id }) => _id)).toEqual([1, 3, 2]);
    await docs.createIndex({ "a.0.b": 1 });
    expect(await byFirst()).toEqual([2, 3, 1]);
  });

  test("takes the least pair of two fields in one array", async () => {
    const docs = db.collection<Loose>("pairs");
    const rows = [
      {
        _id: 1,
        a: [
          { b: 1, c: 9 },
          { b: 2, c: 1 },
        ],
      },
      { _id: 2, a: [{ b: 1, c: 5 }] },
    ];
    await docs.insertMany(rows);
    const found = await docs.find().sort({ "a.b": 1, "a.c": 1 }).toArray();
    expect(found.map(({ _id }) => _id)).toEqual([2, 1]);
  });

  test("is refused where two fields lead through two arrays", async () => {
    const docs = db.collection<Loose>("parallel");
    await docs.insertMany([
      { _id: 1, a: [1, 2], b: [3, 4] },
      { _id: 2, a: 1, b: [1] },
    ]);
    expect(await codeOf(docs.find().sort({ a: 1, b: 1 }).toArray())).toBe(2);
    expect((await docs.find({ _id: 2 }).sort({ a: 1, b: 1 }).toArray()).length).toBe(1);
  });
});
