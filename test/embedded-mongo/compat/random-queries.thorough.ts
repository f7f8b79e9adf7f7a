/** @module-tag thorough */
import { mongo } from "mongoose";
import { describe, expect, test } from "vitest";
import { seeded } from "../../support/seeded.js";
import { type Loose, useDatabase } from "../../support/store.js";

const { Decimal128, Double, Long } = mongo.BSON;
const { db } = await useDatabase();
const { seed, below, one } = seeded();

const scalars = [
  () => below(6),
  () => new Double(below(6) + one([0, 0.5])),
  () => Long.fromNumber(below(6)),
  () => Decimal128.fromString(one(["1", "2.5", "0.1", "1E+400", "-1E-400"])),
  () => one(["a", "ab", "b", "B", "", "\u{1f600}", "\uffee"]),
  () => new Date(below(4)),
  () => one([null, true, false, Number.NaN, -0]),
  () => new mongo.Binary(Buffer.from([below(3)]), one([0, 5])),
  () => new mongo.BSONRegExp("^a"),
];
const scalar = () => one(scalars)();
function value(depth = 2): unknown {
  const kind = below(10);
  if (depth === 0 || kind < 6) return scalar();
  if (kind < 8) return Array.from({ length: below(4) }, () => value(depth - 1));
  return Object.fromEntries(one([["b"], ["b", "c"], []]).map((name) => [name, value(depth - 1)]));
}
const document = (_id: number): Loose => {
  const names = ["a", "b", "c"].filter(() => below(5) > 0);
  return { _id, ...Object.fromEntries(names.map((name) => [name, value()])) };
};

const paths = ["a", "b", "c", "a.b", "b.c", "a.b.c", "a.0", "_id"];
function condition(): unknown {
  const operator = one([
    "$eq",
    "$gt",
    "$gte",
    "$lt",
    "$lte",
    "$in",
    "$ne",
    "$nin",
    "$exists",
    "$not",
    "$elemMatch",
    "value",
  ]);
  if (operator === "value") return value(1);
  if (operator === "$in" || operator === "$nin") return { [operator]: [scalar(), scalar(), scalar()] };
  if (operator === "$exists") return { $exists: below(2) === 0 };
  if (operator === "$not") return { $not: { $gt: below(4) } };
  if (operator === "$elemMatch") return { $elemMatch: { $gte: below(3), $lt: 3 + below(3) } };
  const operand = scalar();
  if (operand instanceof mongo.BSONRegExp && operator !== "$eq") return operand;
  return below(3) === 0 ? { [operator]: operand, $lt: scalar() } : { [operator]: operand };
}
function filter(depth = 1): mongo.Filter<Loose> {
  const simple = () => ({ [one(paths)]: condition() });
  const kind = below(8);
  if (depth > 0 && kind === 0) return { $or: [filter(0), filter(0)] };
  if (depth > 0 && kind === 1) return { $and: [filter(0), filter(0)] };
  return kind < 5 ? { ...simple(), ...simple() } : simple();
}

const outcome = async (find: () => Promise<unknown>) =>
  find().catch((error: mongo.MongoServerError) => `refused with ${error.code}`);

describe(`random documents and queries (seed ${seed})`, () => {
  test("are answered by the indexes as by reading everything", async () => {
    const docs = db.collection<Loose>("random");
    const keys: mongo.IndexSpecification[] = [
      { a: 1 },
      { b: -1 },
      { "a.b": 1 },
      { b: 1, c: -1 },
      { c: -1, "b.c": 1 },
    ];
    for (const key of keys) await docs.createIndex(key, { sparse: below(4) === 0 });
    for (let _id = 0; _id < 200; _id++) await outcome(() => docs.insertOne(document(_id)));
    for (let round = 0; round < 600; round++) {
      if (round % 5 === 0)
        await outcome(() => docs.updateOne(filter(), { $set: { [one(["a", "b", "a.b", "c"])]: value() } }));
      if (round % 20 === 0) await outcome(() => docs.deleteOne(filter()));
      const query = filter();
      const sort: Record<string, 1 | -1> = {
        ...(below(2) === 0 && { [one(["a", "b", "c"])]: one([1, -1]) }),
        _id: 1,
      };
      const ids = (hint?: object) =>
        outcome(async () =>
          (await docs.find(query, { sort, ...(hint && { hint }) }).toArray()).map(({ _id }) => _id),
        );
      const asked = mongo.BSON.EJSON.stringify({ query, sort });
      expect([asked, await ids()]).toEqual([asked, await ids({ $natural: 1 })]);
    }
  });
});
