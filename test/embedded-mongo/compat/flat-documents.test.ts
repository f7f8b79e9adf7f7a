import { mongo } from "mongoose";
import { describe, expect, test } from "vitest";
import { seeded } from "../../support/seeded.js";
import { embedded, type Loose, useDatabase } from "../../support/store.js";
import { askBytes, connectRaw, message } from "../../support/store-wire.js";

const { Double, Int32, Long, ObjectId } = mongo.BSON;
const { db, uri } = await useDatabase();
const { seed, below, one } = seeded();

const values = [
  () => new Int32(one([0, 1, -1, 255, -256, 2 ** 31 - 1, -(2 ** 31)])),
  () => new Double(one([0, -0, 0.5, -0.5, 1, 1e300, Number.NaN, Number.POSITIVE_INFINITY])),
  () => one(["", "a", "a\0", "a\0b", "ab", "\u00e9", "\ud55c\uae00", "\u{1f600}", "\ufffd", "\ufeffa"]),
  () => new ObjectId(Buffer.alloc(12, below(3))),
  () => new Date(one([0, 1, -1, 8.64e15, -8.64e15, 1_700_000_000_000])),
  () => one([null, true, false]),
];
/** With these, documents are not flat. */
const others = [() => Long.fromNumber(below(3)), () => [one(["a", 1])], () => ({ x: below(2) })];
const value = (): unknown => (below(12) ? one(values) : one(others))();
const fields = (names: string[]): Record<string, unknown> =>
  Object.fromEntries(names.filter(() => below(5) > 0).map((name) => [name, value()]));

const indexes: [mongo.IndexSpecification & object, mongo.CreateIndexesOptions][] = [
  [{ a: 1 }, {}],
  [{ b: -1, a: 1 }, {}],
  [{ "a.x": 1, b: 1 }, {}],
  [{ c: 1 }, { sparse: true }],
  [{ "c.x": 1, d: -1 }, { sparse: true }],
  [{ a: 1, b: 1, c: 1 }, { unique: true }],
];

async function refused(docs: mongo.Collection<Loose>, batch: Loose[]): Promise<number[]> {
  const outcome = await docs
    .insertMany(batch, { ordered: false })
    .catch((error: mongo.MongoBulkWriteError) => error);
  return "writeErrors" in outcome ? [outcome.writeErrors].flat().map(({ index }) => index) : [];
}

const outcomeOf = (work: Promise<unknown>) => work.then(() => 0).catch(({ code }) => code);

describe(`flat documents (seed ${seed})`, () => {
  test("have the keys that they would have if they were not flat", async () => {
    const [flat, padded] = [db.collection<Loose>("flat"), db.collection<Loose>("padded")];
    for (const docs of [flat, padded])
      for (const [key, options] of indexes) await docs.createIndex(key, options);
    const sameOrder = async () => {
      for (const [hint] of indexes) {
        const ids = [flat, padded].map((docs) =>
          docs
            .find({}, { hint })
            .map(({ _id }) => _id)
            .toArray(),
        );
        expect([hint, await ids[0]]).toEqual([hint, await ids[1]]);
      }
    };
    for (let round = 0; round < 8; round++) {
      const batch = Array.from(
        { length: 40 },
        (_, i): Loose => ({
          _id: one([round * 100 + i, `${round} ${i}`]),
          ...fields(["a", "b", "c", "d"]),
        }),
      );
      const pads = batch.map((doc) => ({ ...doc, pad: [] }));
      expect(await refused(flat, batch)).toEqual(await refused(padded, pads));
      await sameOrder();
      for (const { _id } of batch.slice(20)) {
        const update = { $set: { e: 1, ...fields(["a", "c"]) }, $unset: { [one(["b", "d"])]: true } };
        const outcomes = [flat, padded].map((docs) => outcomeOf(docs.updateOne({ _id }, update)));
        expect(await outcomes[0]).toEqual(await outcomes[1]);
      }
      for (const docs of [flat, padded])
        await docs.deleteMany({ _id: { $in: batch.slice(10, 25).map(({ _id }) => _id) } });
      await sameOrder();
      for (let i = 0; i < 20; i++) {
        const [field, found] = [one(["a", "b"]), value()];
        const hints = indexes.map(([key]) => key).filter((key) => Object.keys(key)[0] === field);
        const ids = [{ $natural: 1 }, ...hints].map((hint) =>
          flat
            .find({ [field]: found }, { hint, sort: { _id: 1 } })
            .map(({ _id }) => _id)
            .toArray(),
        );
        for (const others of ids) expect([field, found, await others]).toEqual([field, found, await ids[0]]);
      }
    }
    expect(await flat.countDocuments({})).toBeGreaterThan(50);
  });

  test.runIf(embedded)("are refused if they cannot be decoded", async () => {
    const socket = await connectRaw(uri);
    const docs = db.collection<Loose>("raw");
    await docs.createIndex({ a: 1 });
    const insert = async (document: Loose, from: string, to: string) => {
      const command = message({ insert: "raw", documents: [document], $db: db.databaseName });
      return askBytes(socket, Buffer.from(command.toString("latin1").replace(from, to), "latin1"));
    };
    for (const [document, from, to] of [
      [{ _id: 1, text: "wrong" }, "wrong", "wr\xffng"],
      [{ _id: 1, text: "\u00e9 cut" }, "\xc3\xa9", "\xa9\xa9"],
      [{ _id: 1, is: true }, "is\0\x01", "is\0\x02"],
    ] as const) {
      const { n, writeErrors } = await insert(document, from, to).catch(() => ({ n: 0, writeErrors: [{}] }));
      expect([document, n, writeErrors.length]).toEqual([document, 0, 1]);
    }
    expect(await docs.countDocuments({})).toBe(0);
    socket.destroy();
  });

  test.runIf(embedded)("have the last of several values with one name", async () => {
    const socket = await connectRaw(uri);
    const command = message({ insert: "twice", documents: [{ _id: 1, a: 1, b: 2 }], $db: db.databaseName });
    const docs = db.collection<Loose>("twice");
    await docs.createIndex({ a: 1 });
    await askBytes(socket, Buffer.from(command.toString("latin1").replace("\x10b\0", "\x10a\0"), "latin1"));
    expect(await docs.find({ a: 2 }).toArray()).toEqual([{ _id: 1, a: 2 }]);
    expect(await docs.countDocuments({ a: 1 })).toBe(0);
    await docs.updateOne({ _id: 1 }, { $set: { a: 1 } });
    expect(await docs.countDocuments({ a: 2 }, { hint: { a: 1 } })).toBe(0);
    expect(await docs.countDocuments({ a: 1 })).toBe(1);
    socket.destroy();
  });

  test.runIf(embedded)("have names that are not UTF-8 as other documents have them", async () => {
    const socket = await connectRaw(uri);
    const docs = db.collection<Loose>("names");
    await docs.createIndex({ "\ufffd": 1 });
    const command = message({ insert: "names", documents: [{ _id: 1, q: 1 }], $db: db.databaseName });
    const bytes = command.toString("latin1").replace("\x10q\0", "\x10\xff\0");
    await askBytes(socket, Buffer.from(bytes, "latin1"));
    expect(await docs.countDocuments({ "\ufffd": 1 }, { hint: { "\ufffd": 1 } })).toBe(1);
    socket.destroy();
  });

  test("may have the fields of a reference", async () => {
    const docs = db.collection<Loose>("references");
    const document = { _id: 1, $ref: "rooms", $id: 5, text: "a" };
    await docs.insertOne(document);
    expect(await docs.insertOne({ ...document }).catch(({ code }) => code)).toBe(11000);
    expect(await docs.countDocuments({ _id: 1, text: "a" })).toBe(1);
    await docs.updateOne({ _id: 1 }, { $set: { text: "b" } });
    expect(await docs.countDocuments({ text: "b" })).toBe(1);
  });
});
