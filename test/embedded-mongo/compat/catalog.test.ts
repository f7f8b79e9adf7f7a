import { describe, expect, test } from "vitest";
import { codeOf, type Loose, useDatabase } from "../../support/store.js";

const { client, db } = await useDatabase();

describe("the handshake", () => {
  test("describes a standalone server of MongoDB 7", async () => {
    const hello = await db.admin().command({ hello: 1 });
    expect(hello).toMatchObject({
      isWritablePrimary: true,
      maxBsonObjectSize: 16777216,
      maxMessageSizeBytes: 48000000,
      maxWriteBatchSize: 100000,
      logicalSessionTimeoutMinutes: 30,
      minWireVersion: 0,
      ok: 1,
    });
    expect(hello.maxWireVersion).toBeGreaterThanOrEqual(21);
    expect(hello.localTime).toBeInstanceOf(Date);
  });

  test("answers what shells ask first", async () => {
    const admin = db.admin();
    expect(await admin.ping()).toMatchObject({ ok: 1 });
    const build = await admin.buildInfo();
    expect(build.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(build.versionArray).toHaveLength(4);
    expect(await admin.command({ connectionStatus: 1 })).toMatchObject({ authInfo: {}, ok: 1 });
  });
});

describe("databases", () => {
  test("appear with their first collection and go when dropped", async () => {
    const other = client.db(`${db.databaseName}-other`);
    const names = async () => (await db.admin().listDatabases()).databases.map(({ name }) => name);
    expect(await names()).not.toContain(other.databaseName);
    await other.collection("c").insertOne({ a: 1 });
    expect(await names()).toContain(other.databaseName);
    expect(await other.dropDatabase()).toBe(true);
    expect(await names()).not.toContain(other.databaseName);
    expect(await other.collection("c").countDocuments()).toBe(0);
  });
});

describe("collections", () => {
  test("are created, listed and dropped", async () => {
    await db.createCollection("made");
    const [made] = await db.listCollections({ name: "made" }).toArray();
    expect(made).toMatchObject({ name: "made", type: "collection", options: {}, info: { readOnly: false } });
    expect(await db.listCollections({}, { nameOnly: true }).toArray()).toContainEqual({
      name: "made",
      type: "collection",
    });
    expect(await db.dropCollection("made")).toBe(true);
    expect(await db.listCollections({ name: "made" }).toArray()).toEqual([]);
  });

  test("are not created twice, whether the second time is refused or taken for done", async () => {
    await db.createCollection("twice");
    const again = await db.createCollection("twice").catch((error) => error.code);
    if (typeof again === "number") expect(again).toBe(48);
    expect(await db.listCollections({ name: "twice" }).toArray()).toHaveLength(1);
  });

  test("take their documents and indexes with them", async () => {
    const docs = db.collection<Loose>("gone");
    await docs.createIndex({ a: 1 }, { unique: true });
    await docs.insertOne({ _id: 1, a: 1 });
    await docs.drop();
    await docs.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
    ]);
    expect(await docs.indexes()).toHaveLength(1);
  });

  test("close their cursors when dropped", async () => {
    const docs = db.collection<Loose>("cut");
    await docs.insertMany(Array.from({ length: 10 }, (_, _id) => ({ _id })));
    const cursor = docs.find({}, { batchSize: 2 });
    await cursor.next();
    await docs.drop();
    await cursor.next();
    expect([43, 175, 237]).toContain(await codeOf(cursor.next()));
    await cursor.close();
  });

  test.each(["with.dots", "sp ace", "ünïcode😀", "quote'\"`", "percent%25", "a".repeat(100)])(
    "may be called %s",
    async (name) => {
      const docs = db.collection<Loose>(name);
      await docs.createIndex({ "a.b": 1 });
      await docs.insertOne({ _id: 1, a: { b: 1 } });
      expect(await docs.find({ "a.b": 1 }).toArray()).toHaveLength(1);
      expect(await db.listCollections({ name }).toArray()).toHaveLength(1);
      await docs.drop();
    },
  );

  test("keep apart names that differ only in case", async () => {
    await db.collection("Case").insertOne({ a: 1 });
    await db.collection("case").insertOne({ a: 2 });
    expect(await db.collection("Case").countDocuments()).toBe(1);
  });
});
