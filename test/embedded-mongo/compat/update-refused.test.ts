import { beforeEach, describe, expect, test } from "vitest";
import { codeOf, type Loose, refusalOf, useDatabase } from "../../support/store.js";

const { db } = await useDatabase();
const docs = db.collection<Loose>("docs");
const stored = { _id: 1, n: 1, s: "text", list: [1], doc: { a: 1 }, nil: null };

beforeEach(async () => {
  await docs.deleteMany({});
  await docs.insertOne(stored);
});

/** Straight to the server: the driver would refuse some of these itself. */
const update = (u: unknown) => db.command({ update: "docs", updates: [{ q: { _id: 1 }, u }] });

async function codesOf(u: unknown): Promise<unknown> {
  const answer = await update(u).catch((error) => error);
  return answer.writeErrors?.[0].code ?? answer.code;
}

const refused: [string, unknown, number][] = [
  ["two operators on one path", { $set: { n: 1 }, $inc: { n: 1 } }, 40],
  ["a path and its parent", { $set: { doc: 1, "doc.a": 2 } }, 40],
  ["a parent under another operator", { $unset: { doc: 1 }, $set: { "doc.a": 2 } }, 40],
  ["$rename onto a path that is set", { $rename: { n: "s" }, $set: { s: 1 } }, 40],
  ["an unknown operator", { $foo: { a: 1 } }, 9],
  ["a field beside operators", { $set: { a: 1 }, b: 1 }, 9],
  ["an operator without a document", { $set: 1 }, 9],
  ["another _id", { $set: { _id: 2 } }, 66],
  ["no _id", { $unset: { _id: 1 } }, 66],
  ["an _id that moved", { $rename: { _id: "id" } }, 66],
  ["a larger _id", { $inc: { _id: 1 } }, 66],
  ["an empty path", { $set: { "": 1 } }, 56],
  ["an empty part of a path", { $set: { "a..b": 1 } }, 56],
  ["a path that ends in a dot", { $set: { "a.": 1 } }, 56],
  ["a path through a string", { $set: { "s.a": 1 } }, 28],
  ["a path through null", { $set: { "nil.a": 1 } }, 28],
  ["a name in an array", { $set: { "list.a": 1 } }, 28],
  ["$pop through a number", { $pop: { "n.a": 1 } }, 28],
  ["$pull through a number", { $pull: { "n.a": 1 } }, 28],
  ["$pull through null", { $pull: { "nil.a": 1 } }, 28],
  ["$pull by a name in an array", { $pull: { "list.a": 1 } }, 28],
  ["$pullAll through a string", { $pullAll: { "s.a.b": [1] } }, 28],
  ["$rename through a number", { $rename: { "n.a": "b" } }, 28],
  ["$rename to a path through a number", { $rename: { s: "n.a" } }, 28],
  ["$inc of a string", { $inc: { s: 1 } }, 14],
  ["$inc of null", { $inc: { nil: 1 } }, 14],
  ["$inc by a string", { $inc: { n: "1" } }, 14],
  ["$mul of an array", { $mul: { list: 2 } }, 14],
  ["$push to a number", { $push: { n: 1 } }, 2],
  ["$push of what is no list", { $push: { list: { $each: 1 } } }, 2],
  ["an unknown modifier of $push", { $push: { list: { $each: [1], $foo: 1 } } }, 2],
  ["$slice by a word", { $push: { list: { $each: [1], $slice: "x" } } }, 2],
  ["$sort by a word", { $push: { list: { $each: [1], $sort: "x" } } }, 2],
  ["$addToSet to a number", { $addToSet: { n: 1 } }, 2],
  ["$addToSet of what is no list", { $addToSet: { list: { $each: 1 } } }, 14],
  ["$pop of a number", { $pop: { n: 1 } }, 14],
  ["$pop of three", { $pop: { list: 3 } }, 9],
  ["$pull from a number", { $pull: { n: 1 } }, 2],
  ["$pullAll from a number", { $pullAll: { n: [1] } }, 2],
  ["$pullAll of what is no list", { $pullAll: { list: 1 } }, 2],
  ["$rename to no name", { $rename: { n: 1 } }, 2],
  ["$rename to itself", { $rename: { n: "n" } }, 2],
  ["$rename of an element", { $rename: { "list.0": "a" } }, 2],
  ["$currentDate of another type", { $currentDate: { a: { $type: "string" } } }, 2],
];

describe("an update", () => {
  test.each(refused)("is refused and changes nothing: %s", async (_name, u, code) => {
    expect(await codesOf(u)).toBe(code);
    expect(await docs.findOne({ _id: 1 })).toEqual(stored);
  });

  test("changes nothing at all where one of its parts fails", async () => {
    expect(await codeOf(docs.updateOne({ _id: 1 }, { $set: { fresh: 1 }, $inc: { s: 1 } }))).toBe(14);
    expect(await docs.findOne({ _id: 1 })).toEqual(stored);
  });

  test("may set the _id to what it is", async () => {
    expect(await docs.updateOne({ _id: 1 }, { $set: { _id: 1, n: 2 } })).toMatchObject({ modifiedCount: 1 });
  });

  test("names the document whose value does not fit", async () => {
    const refusal = await refusalOf(docs.updateOne({ _id: 1 }, { $inc: { s: 1 } }));
    expect(refusal.message).toContain("Cannot apply $inc to a value of non-numeric type");
  });

  test("may not change many by a replacement", async () => {
    const many = { update: "docs", updates: [{ q: {}, u: { a: 1 }, multi: true }] };
    const answer = await db.command(many).catch((error) => error);
    expect(answer.writeErrors?.[0].code ?? answer.code).toBe(9);
  });
});
