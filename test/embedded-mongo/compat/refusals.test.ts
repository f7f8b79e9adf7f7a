import { describe, expect, test } from "vitest";
import { codeOf, embedded, type Loose, refusalOf, useDatabase } from "../../support/store.js";

const { client, db } = await useDatabase();
const docs = db.collection<Loose>("docs");
await docs.insertOne({ _id: 1, text: "a" });

describe("what a standalone server has not", () => {
  test("is refused: transactions", async () => {
    const session = client.startSession();
    session.startTransaction();
    // Of a write the driver makes an error of its own; a read shows the answer as it came.
    const refusal = await refusalOf(docs.findOne({}, { session }));
    expect(refusal.code).toBe(20);
    expect(refusal.message).toBe("Transaction numbers are only allowed on a replica set member or mongos");
    await session.abortTransaction().catch(() => {}); // the driver tells the server, which knows of none
    await session.endSession();
    const write = client.withSession((own) =>
      own.withTransaction(() => docs.insertOne({ _id: 2 }, { session: own })),
    );
    await expect(write).rejects.toThrow();
    expect(await docs.countDocuments()).toBe(1);
  });

  test("is refused: change streams", async () => {
    const stream = docs.watch();
    expect(await codeOf(stream.next())).toBe(40573);
    await stream.close();
  });

  test.each([2, "two"])("is refused: waiting for %s members", async (w) => {
    const insert = { insert: "docs", documents: [{ _id: 3 }], writeConcern: { w } };
    expect(await codeOf(db.command(insert))).toBe(2);
  });
});

describe("a command", () => {
  test("is refused where nobody knows it", async () => {
    const refusal = await refusalOf(db.command({ launchRockets: 1 }));
    expect(refusal).toMatchObject({ code: 59, codeName: "CommandNotFound" });
    expect(refusal.message).toContain("no such command: 'launchRockets'");
  });

  test.each<[string, object, number[]]>([
    ["an unknown field", { find: "docs", filters: {} }, [40415]],
    ["an unknown field of insert", { insert: "docs", documents: [{}], order: true }, [40415]],
    ["an unknown field of an update", { update: "docs", updates: [{ q: {}, u: {}, all: true }] }, [40415]],
    ["no documents to insert", { insert: "docs" }, [40414]],
    ["an empty list of documents", { insert: "docs", documents: [] }, [16, 21]],
    ["a filter of another type", { find: "docs", filter: 5 }, [14]],
    ["a sort of another type", { find: "docs", sort: "a" }, [14]],
    ["a limit below zero", { find: "docs", limit: -1 }, [2, 51024]],
    ["a skip below zero", { find: "docs", skip: -1 }, [2, 51024]],
    ["a batch below zero", { find: "docs", batchSize: -1 }, [2, 51024]],
    ["ordered of another type", { insert: "docs", documents: [{}], ordered: "yes" }, [14]],
    ["a delete of two", { delete: "docs", deletes: [{ q: {}, limit: 2 }] }, [9, 2]],
    ["a collection without a name", { insert: "", documents: [{}] }, [73]],
    ["a collection whose name is no string", { find: 5 }, [73, 2, 14]],
    ["a sort by nothing known", { find: "docs", sort: { a: "up" } }, [2, 15974, 15975, 51024]],
    ["a sort by 2", { find: "docs", sort: { a: 2 } }, [2, 15975]],
    ["an unknown hint", { find: "docs", hint: { nothing: 1 } }, [2]],
  ])("is refused with %s", async (_name, command, codes) => {
    expect(codes).toContain(await codeOf(db.command(command)));
  });
});

describe.runIf(embedded)("what the embedded store leaves out", () => {
  test.each<[string, object]>([
    ["collation", { find: "docs", filter: {}, collation: { locale: "de", strength: 1 } }],
    ["a tailable cursor", { find: "docs", tailable: true }],
    ["capped collections", { create: "capped", capped: true, size: 1000 }],
    ["time series", { create: "series", timeseries: { timeField: "at" } }],
    ["views", { create: "view", viewOn: "docs", pipeline: [] }],
    ["validators", { create: "valid", validator: { a: { $exists: true } } }],
    ["a computed projection", { find: "docs", projection: { sum: { $add: ["$a", 1] } } }],
    ["a projection that renames", { find: "docs", projection: { other: "$text" } }],
    ["values for expressions", { find: "docs", let: { wanted: 3 } }],
    ["the greatest index key of a find", { find: "docs", max: { _id: 5 }, hint: "_id_" }],
    ["index keys in place of documents", { find: "docs", returnKey: true }],
    ["a pipeline that finds and modifies", { findAndModify: "docs", update: [{ $set: { a: 1 } }] }],
  ])("is refused: %s", async (_name, command) => {
    const refusal = await refusalOf(db.command(command));
    expect(refusal.code).toBe(238);
    expect(refusal.message).not.toBe("");
  });

  test.each<[string, object]>([
    ["$expr", { $expr: { $eq: ["$_id", 1] } }],
    ["$text", { $text: { $search: "a" } }],
    ["$where", { $where: "true" }],
    ["$near", { at: { $near: [0, 0] } }],
    ["$jsonSchema", { $jsonSchema: {} }],
    ["$bitsAllSet", { n: { $bitsAllSet: 1 } }],
  ])("is refused: a filter with %s", async (_name, filter) => {
    const before = await docs.countDocuments();
    expect([2, 27, 238]).toContain(await codeOf(docs.find(filter).toArray()));
    expect([2, 27, 238]).toContain(await codeOf(docs.deleteMany(filter)));
    expect(await docs.countDocuments()).toBe(before);
  });

  test("is refused: an update by a pipeline", async () => {
    const u = [{ $set: { text: "b" } }];
    const answer = await refusalOf(db.collection("docs").updateOne({ _id: 1 as never }, u));
    expect(answer.code).toBe(238);
    expect(await docs.findOne({ _id: 1 })).toEqual({ _id: 1, text: "a" });
  });

  test("did not make any of them", async () => {
    expect((await db.listCollections().toArray()).map(({ name }) => name)).toEqual(["docs"]);
  });
});
