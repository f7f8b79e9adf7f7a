import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BSON } from "bson";
import { type Connection, createConnection, Schema, Types } from "mongoose";
import { start } from "../../dist/embedded-mongo/index.js";
import { firstConnection, memory } from "./empty-store.js";
import { startNullServer } from "./null-server.js";
import { openRawStorage } from "./raw-storage.js";
import { type Figure, median, perSecond, ratios, report, sideBySide } from "./report.js";

const ROUNDS = 5;
const AT_ONCE = 100;
const CHATS = 200_000;
const BATCH = 1000;

const chatSchema = new Schema(
  { room: String, seq: Number, by: String, text: String, at: Date },
  { versionKey: false, autoIndex: false },
);
const chat = (seq: number) => ({
  room: "room",
  seq,
  by: "amber",
  text: `${seq} `.padEnd(300, "x"),
  at: new Date(),
});

const base = await mkdtemp(join(tmpdir(), "bench-"));
const store = await start({ dir: join(base, "store") });
const nothing = await startNullServer();
const ours = await connect(store.uri);
const theirs = await connect(nothing.uri);

const figures: Figure[] = [
  ...(await create()),
  ...(await insertMany()),
  await page(),
  await findById(),
  await firstConnection(base, ROUNDS),
  await memory(base),
];
report(figures);

await Promise.all([ours.close(), theirs.close()]);
await store.close();
await nothing.close();
await rm(base, { recursive: true });

function connect(uri: string): Promise<Connection> {
  return createConnection(uri, { dbName: "bench", maxPoolSize: AT_ONCE }).asPromise();
}

function chatsOf(connection: Connection, collection: string) {
  return connection.models[collection] ?? connection.model(collection, chatSchema, collection);
}

/** `count` pieces of work, always AT_ONCE of them under way. */
async function atOnce(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** It varies with what else the machine does: our thread works for each chat, and the other's hardly at all. */
async function create(): Promise<Figure[]> {
  const count = 3000;
  const rate = (connection: Connection) => {
    const Chat = chatsOf(connection, "created");
    return perSecond(count, () => atOnce(count, (seq) => Chat.create(chat(seq))));
  };
  const sides = { ours: () => rate(ours), baseline: () => rate(theirs) };
  await sideBySide(1, sides); // both warm
  const runs = await ratios(ROUNDS, sides);
  const name = `Model.create, ${AT_ONCE} at once, beside a server that stores nothing`;
  return [
    {
      name: `${name}: median of five runs`,
      unit: "",
      ours: median(runs),
      goals: [{ of: "ours", atLeast: 0.9 }],
    },
    { name: `${name}: the least`, unit: "", ours: Math.min(...runs), goals: [{ of: "ours", atLeast: 0.8 }] },
  ];
}

/** Fills the collection for the figures behind it on the way: with an index, as chats have it. */
async function insertMany(): Promise<Figure[]> {
  const Chat = chatsOf(ours, "chats");
  await Chat.collection.createIndex({ room: 1, seq: 1 }, { unique: true });
  const raw = openRawStorage(base);
  const share = CHATS / (2 * ROUNDS);
  const batches = (from: number) =>
    Array.from({ length: share / BATCH }, (_, batch) =>
      Array.from({ length: BATCH }, (_, index) => ({
        _id: new Types.ObjectId(),
        ...chat(from + batch * BATCH + index),
      })),
    );
  const driver = await sideBySide(ROUNDS, {
    ours: (round) => insertAll(batches(round * share), (batch) => Chat.collection.insertMany(batch)),
    baseline: async (round) => raw.insert(batches(round * share).map((batch) => batch.map(rawDocument))),
  });
  const mongoose: number[] = [];
  for (let round = ROUNDS; round < 2 * ROUNDS; round++) {
    mongoose.push(await insertAll(batches(round * share), (batch) => Chat.insertMany(batch)));
  }
  raw.close();
  return [
    {
      name: `insertMany of ${BATCH}, driver (baseline: the storage library alone)`,
      unit: "docs/s",
      ...driver,
      goals: [
        { of: "ours", atLeast: 20_000 },
        { of: "ratio", atLeast: 0.2 },
      ],
    },
    { name: `insertMany of ${BATCH}, Mongoose`, unit: "docs/s", ours: median(mongoose) },
  ];
}

function rawDocument(doc: { _id: Types.ObjectId; room: string; seq: number }) {
  return { id: doc._id.id, room: doc.room, seq: doc.seq, doc: BSON.serialize(doc) };
}

function insertAll<T>(batches: T[][], insert: (batch: T[]) => Promise<unknown>): Promise<number> {
  return perSecond(batches.flat().length, async () => {
    for (const batch of batches) await insert(batch);
  });
}

async function page(): Promise<Figure> {
  const Chat = chatsOf(ours, "chats");
  const times: number[] = [];
  for (let index = 0; index < 500; index++) {
    const before = 100 + ((index * 7919) % (CHATS - 100));
    const started = performance.now();
    const chats = await Chat.find({ room: "room", seq: { $lt: before } })
      .sort({ seq: -1 })
      .limit(50)
      .lean();
    times.push(performance.now() - started);
    if (chats.length !== 50 || chats[0]?.seq !== before - 1)
      throw new Error("a page is not what it should be");
  }
  return {
    name: `page of 50 out of ${CHATS}`,
    unit: "ms",
    ours: median(times),
    goals: [{ of: "ours", atMost: 1.5 }],
  };
}

async function findById(): Promise<Figure> {
  const count = 5000;
  const ids = await chatsOf(ours, "chats").distinct("_id", { seq: { $lt: count } });
  const rate = (connection: Connection) => {
    const Chat = chatsOf(connection, "chats");
    return perSecond(count, () => atOnce(count, (index) => Chat.findById(ids[index]).lean()));
  };
  const result = await sideBySide(ROUNDS, { ours: () => rate(ours), baseline: () => rate(theirs) });
  return {
    name: `findById, ${AT_ONCE} at once (baseline: a server that stores nothing)`,
    unit: "/s",
    ...result,
  };
}
