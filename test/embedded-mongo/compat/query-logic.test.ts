import { beforeAll, describe, expect, test } from "vitest";
import { codeOf, idsOf, type Loose, useDatabase } from "../../support/store.js";
import { BSONRegExp } from "../../support/store-values.js";

const { db } = await useDatabase();
const docs = db.collection<Loose>("docs");

beforeAll(async () => {
  await docs.insertMany([
    { _id: 1, a: 1, b: 10, s: "Apple\npie", when: new Date(0) },
    { _id: 2, a: 2, b: 10, s: "banana", list: ["x", "apple"] },
    { _id: 3, a: 3, b: 30, s: "x.y" },
    { _id: 4, a: 4, b: 3, s: "straße" },
    { _id: 5, a: 5 },
  ]);
});

const cases: [string, object, number[]][] = [
  ["everything without a filter", {}, [1, 2, 3, 4, 5]],
  ["several fields together", { a: 2, b: 10 }, [2]],
  ["$and", { $and: [{ a: { $gt: 1 } }, { b: 10 }] }, [2]],
  ["$or", { $or: [{ a: 1 }, { b: 30 }] }, [1, 3]],
  ["$or beside a field", { b: 10, $or: [{ a: 1 }, { b: 30 }] }, [1]],
  ["$nor", { $nor: [{ a: 1 }, { b: 30 }] }, [2, 4, 5]],
  ["logic in logic", { $or: [{ $and: [{ a: 1 }, { b: 10 }] }, { $nor: [{ a: { $lt: 5 } }] }] }, [1, 5]],
  ["a pattern, case matters", { s: /apple/ }, []],
  ["a pattern, case does not matter", { s: /apple/i }, [1]],
  ["a pattern over lines", { s: /^pie$/m }, [1]],
  ["a pattern whose dot takes a line end", { s: new BSONRegExp("e.p", "s") }, [1]],
  ["a pattern with blanks", { s: new BSONRegExp("b a n # fruit", "x") }, [2]],
  ["$regex and $options", { s: { $regex: "^APPLE", $options: "i" } }, [1]],
  ["$regex with a pattern", { s: { $regex: /^x\.y$/ } }, [3]],
  ["a pattern in an array", { list: /^app/ }, [2]],
  ["$not with $regex", { s: { $not: { $regex: "a" } }, a: { $lt: 4 } }, [1, 3]],
  ["letters beyond ASCII", { s: /ß/ }, [4]],
  ["$comment, which changes nothing", { a: 1, $comment: "why" }, [1]],
];

describe("a filter", () => {
  test.each(cases)("finds by %s", async (_name, filter, expected) => {
    expect(await idsOf(docs, filter)).toEqual(expected);
  });
});

const refused: [string, object, number[]][] = [
  ["an unknown operator", { a: { $foo: 1 } }, [2]],
  ["an unknown operator at the top", { $foo: 1 }, [2]],
  ["an unknown operator in a branch", { $or: [{ a: 1 }, { a: { $foo: 1 } }] }, [2]],
  ["$in without a list", { a: { $in: 1 } }, [2]],
  ["$nin without a list", { a: { $nin: { a: 1 } } }, [2]],
  ["$all without a list", { a: { $all: 1 } }, [2]],
  ["$and of nothing", { $and: [] }, [2]],
  ["$or without a list", { $or: { a: 1 } }, [2]],
  ["$nor of no documents", { $nor: [1] }, [2]],
  ["$not with a value", { a: { $not: 1 } }, [2]],
  ["$not of nothing", { a: { $not: {} } }, [2]],
  ["$mod by zero", { a: { $mod: [0, 1] } }, [2]],
  ["$mod without a rest", { a: { $mod: [1] } }, [2]],
  ["$size below zero", { a: { $size: -1 } }, [2]],
  ["$size of a half", { a: { $size: 1.5 } }, [2]],
  ["$type of an unknown name", { a: { $type: "word" } }, [2]],
  ["$type of an unknown number", { a: { $type: 99 } }, [2]],
  ["$elemMatch with a value", { a: { $elemMatch: 1 } }, [2]],
  ["$options without $regex", { a: { $options: "i" } }, [2]],
  ["a broken pattern", { a: { $regex: "(" } }, [51091, 2]],
  ["an unknown flag of a pattern", { a: { $regex: "a", $options: "q" } }, [51108, 2]],
];

describe("a filter that makes no sense", () => {
  test.each(refused)("is refused: %s", async (_name, filter, codes) => {
    expect(codes).toContain(await codeOf(docs.find(filter).toArray()));
  });

  test("is refused in the same way where it filters nothing", async () => {
    const empty = db.collection("empty");
    expect(await codeOf(empty.find({ a: { $foo: 1 } }).toArray())).toBe(2);
    expect(await codeOf(empty.updateOne({ a: { $foo: 1 } }, { $set: { a: 1 } }))).toBe(2);
    expect(await codeOf(empty.deleteOne({ a: { $foo: 1 } }))).toBe(2);
  });
});
