import type { mongo } from "mongoose";
import { beforeEach, describe, expect, test } from "vitest";
import { type Loose, useDatabase } from "../../support/store.js";

const { db } = await useDatabase({ maxPoolSize: 100 });
const docs = db.collection<Loose>("docs");
const times = <T>(count: number, work: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

beforeEach(async () => {
  await docs.drop();
  await db.createCollection("docs");
});

describe("many at once", () => {
  test("add to one counter and none is forgotten", async () => {
    await docs.insertOne({ _id: "counter", n: 0 });
    await times(1000, () => docs.updateOne({ _id: "counter" }, { $inc: { n: 1 } }));
    expect((await docs.findOne({ _id: "counter" }))?.n).toBe(1000);
  });

  test("draw numbers, and no number twice", async () => {
    const drawn = await times(200, () =>
      docs.findOneAndUpdate(
        { _id: "counter" },
        { $inc: { n: 1 } },
        { upsert: true, returnDocument: "after" },
      ),
    );
    expect(drawn.map((doc) => doc?.n).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 200 }, (_, index) => index + 1),
    );
  });

  test("take jobs from a queue, each job once", async () => {
    await docs.insertMany(Array.from({ length: 150 }, (_, _id) => ({ _id, state: "open" })));
    await docs.createIndex({ state: 1, _id: 1 });
    const taken = await times(200, (by) =>
      docs.findOneAndUpdate({ state: "open" }, { $set: { state: "taken", by } }, { sort: { _id: 1 } }),
    );
    const ids = taken.filter((job) => job !== null).map((job) => job._id);
    expect(ids).toHaveLength(150);
    expect(new Set(ids).size).toBe(150);
    expect(await docs.countDocuments({ state: "open" })).toBe(0);
  });

  test("reach for one unique key, and one gets it", async () => {
    await docs.createIndex({ name: 1 }, { unique: true });
    const outcomes = await times(100, (_id) =>
      docs.insertOne({ _id, name: "wanted" }).then(
        () => "won",
        (error: mongo.MongoServerError) => error.code,
      ),
    );
    expect(outcomes.filter((outcome) => outcome === "won")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 11000)).toHaveLength(99);
    expect(await docs.countDocuments()).toBe(1);
  });

  test("upsert one key, and one inserts", async () => {
    await docs.createIndex({ name: 1 }, { unique: true });
    const results = await times(100, () =>
      docs.updateOne({ name: "wanted" }, { $inc: { n: 1 } }, { upsert: true }),
    );
    expect(results.filter((result) => result.upsertedCount === 1)).toHaveLength(1);
    expect(await docs.find().toArray()).toMatchObject([{ name: "wanted", n: 100 }]);
  });

  test("take the last seats of a room, and no more than there are", async () => {
    await docs.insertOne({ _id: "room", members: [] });
    const results = await times(100, (id) =>
      docs.updateOne({ _id: "room", "members.id": { $ne: id }, "members.49": { $exists: false } }, {
        $push: { members: { id } },
      } as object),
    );
    expect(results.filter((result) => result.modifiedCount === 1)).toHaveLength(50);
    expect((await docs.findOne({ _id: "room" }))?.members).toHaveLength(50);
  });

  test("number chats without holes, by retrying on a duplicate", { tags: ["thorough"] }, async () => {
    await docs.createIndex({ room: 1, seq: 1 }, { unique: true });
    await times(20, async (writer) => {
      for (let sent = 0; sent < 5; ) {
        const last = await docs.findOne({ room: 1 }, { sort: { seq: -1 } });
        const chat = { _id: `${writer}-${sent}`, room: 1, seq: (last?.seq ?? 0) + 1 };
        await docs.insertOne(chat).then(
          () => sent++,
          (error: mongo.MongoServerError) => expect(error.code).toBe(11000),
        );
      }
    });
    const seqs = (await docs.find().sort({ seq: 1 }).toArray()).map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  });

  test("write many documents each, and a batch that fails takes nothing of another with it", async () => {
    await docs.createIndex({ n: 1 }, { unique: true });
    const outcomes = await times(20, (batch) =>
      docs
        .insertMany(
          Array.from({ length: 50 }, (_, index) => ({
            _id: `${batch}-${index}`,
            n: index === 25 ? -1 : batch * 50 + index,
          })),
        )
        .then(
          (result) => result.insertedCount,
          (error: mongo.MongoBulkWriteError) => error.insertedCount,
        ),
    );
    expect(outcomes.toSorted()).toEqual([...Array(19).fill(25), 50]);
    expect(await docs.countDocuments()).toBe(19 * 25 + 50);
  });

  test("read a document only as it was before an update or after it", async () => {
    await docs.insertOne({ _id: 1, a: 0, list: Array(50).fill(0), z: 0 });
    const writing = times(100, (n) =>
      docs.updateOne({ _id: 1 }, { $set: { a: n, list: Array(50).fill(n), z: n } }),
    );
    const read = await times(100, () => docs.findOne({ _id: 1 }));
    await writing;
    for (const doc of read) expect(new Set([doc?.a, doc?.z, ...(doc?.list ?? [])]).size).toBe(1);
  });
});
