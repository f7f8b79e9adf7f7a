/** @module-tag thorough */
import { mongo } from "mongoose";
import { expect, test } from "vitest";
import { type Loose, useFolder } from "../../support/store.js";
import { startProcess } from "../../support/store-process.js";

const KILLS = 20;
const WRITERS = 100;

interface Promised {
  /** Acknowledged inserts, and those of them whose delete was acknowledged or at least asked for. */
  inserted: Set<string>;
  deleted: Set<string>;
  maybeDeleted: Set<string>;
  /** Per writer: how often $inc was acknowledged and how often it was asked for. */
  counted: number[];
  asked: number[];
}

const dir = await useFolder();
const promised: Promised = {
  inserted: new Set(),
  deleted: new Set(),
  maybeDeleted: new Set(),
  counted: Array(WRITERS).fill(0),
  asked: Array(WRITERS).fill(0),
};

test(`loses nothing it acknowledged in ${KILLS} kills under ${WRITERS} writers`, {
  timeout: 240_000,
}, async () => {
  for (let round = 0; round < KILLS; round++) await writeUntilKilled(round);
  const store = await startProcess(dir);
  const client = await mongo.MongoClient.connect(store.uri);
  await expectEverything(client.db("kept"));
  await expectIndexesToAgree(client.db("kept").collection<Loose>("docs"));
  await client.close();
  expect(await store.kill("SIGTERM")).toBe(0);
});

async function writeUntilKilled(round: number): Promise<void> {
  const store = await startProcess(dir);
  const client = await mongo.MongoClient.connect(store.uri, { maxPoolSize: WRITERS });
  const db = client.db("kept");
  if (round === 0) await prepare(db);
  else await expectEverything(db);
  // Another moment each round: after the first acknowledgements, amid many, after many commits.
  let left = 50 + ((round * 397) % 1500);
  const enough = new Promise<void>((resolve, reject) => {
    const acknowledged = () => {
      if (--left === 0) resolve();
    };
    for (let writer = 0; writer < WRITERS; writer++) {
      // Before the kill no write may fail; behind it every writer ends with the connection, and nobody listens.
      write(db, `${round}-${writer}`, writer, acknowledged).catch(reject);
    }
  });
  await enough;
  expect(await store.kill("SIGKILL")).toBe("SIGKILL");
  await client.close();
}

async function prepare(db: mongo.Db): Promise<void> {
  const docs = db.collection("docs");
  await docs.createIndex({ serial: 1 }, { unique: true });
  await docs.createIndex({ writer: 1, n: -1 });
  await docs.createIndex({ tags: 1 });
}

async function write(db: mongo.Db, prefix: string, writer: number, acknowledged: () => void): Promise<never> {
  const docs = db.collection<Loose>("docs");
  const counters = db.collection<Loose>("counters");
  for (let n = 0; ; n++) {
    const _id = `${prefix}-${n}`;
    await docs.insertOne({ _id, serial: _id, writer, n, tags: [writer % 7, `t${n % 5}`] });
    promised.inserted.add(_id);
    acknowledged();
    if (n % 4 === 1) await docs.updateOne({ _id }, { $set: { n: n + 1000, tags: ["changed"] } });
    if (n % 4 === 2) {
      promised.maybeDeleted.add(_id);
      await docs.deleteOne({ _id });
      promised.deleted.add(_id);
    }
    promised.asked[writer]!++;
    await counters.updateOne({ _id: writer }, { $inc: { count: 1 } }, { upsert: true });
    promised.counted[writer]!++;
    acknowledged();
  }
}

async function expectEverything(db: mongo.Db): Promise<void> {
  const docs = db.collection<Loose>("docs");
  const stored = new Set((await docs.find({}, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id));
  const lost = [...promised.inserted].filter((id) => !stored.has(id) && !promised.maybeDeleted.has(id));
  const undead = [...promised.deleted].filter((id) => stored.has(id));
  expect({ lost, undead }).toEqual({ lost: [], undead: [] });
  const counters = await db.collection<Loose>("counters").find().toArray();
  const counts = new Map(counters.map((counter) => [counter._id, counter.count]));
  for (let writer = 0; writer < WRITERS; writer++) {
    const count = counts.get(writer) ?? 0;
    expect(count).toBeGreaterThanOrEqual(promised.counted[writer]!);
    expect(count).toBeLessThanOrEqual(promised.asked[writer]!);
  }
}

/** Each index must give exactly what a look at every document gives. */
async function expectIndexesToAgree(docs: mongo.Collection<Loose>): Promise<void> {
  const all = await docs.find().toArray();
  const ids = (found: Loose[]) => found.map(({ _id }) => _id).sort();
  expect(ids(await docs.find({ serial: { $gte: "" } }).toArray())).toEqual(ids(all));
  expect(ids(await docs.find({ writer: { $gte: 0 } }).toArray())).toEqual(ids(all));
  for (const tag of ["changed", "t0", "t4", 0, 6]) {
    const having = all.filter(({ tags }) => tags.includes(tag));
    expect(ids(await docs.find({ tags: tag }).toArray())).toEqual(ids(having));
  }
  for (const { serial } of all.slice(0, 200)) {
    expect(await docs.find({ serial }).toArray()).toHaveLength(1);
  }
}
