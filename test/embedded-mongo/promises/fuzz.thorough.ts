/** @module-tag thorough */
import { once } from "node:events";
import { BSON } from "bson";
import { mongo } from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Store, start } from "../../../dist/embedded-mongo/index.js";
import { useFolder } from "../../support/store.js";
import { ask, connectRaw, frame, message, OP_MSG } from "../../support/store-wire.js";

const FRAMES = 10_000;
const AT_ONCE = 25;
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

const dir = await useFolder();
let store: Store;
let client: mongo.MongoClient;
const crashes: Error[] = [];

beforeAll(async () => {
  store = await start({ dir, onCrash: (reason) => crashes.push(reason) });
  client = await mongo.MongoClient.connect(store.uri);
  await client.db("fuzz").collection("kept").insertOne({ a: 1 });
});

afterAll(async () => {
  await client.close();
  await store.close();
});

/** mulberry32: small, and the same for the same seed everywhere. */
function randomFrom(state: number): (below: number) => number {
  let a = state;
  return (below) => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

type Random = (below: number) => number;
const bytes = (random: Random, length: number) => Buffer.from(Array.from({ length }, () => random(256)));
const good = () => message({ find: "kept", filter: { a: { $in: [1, "x", null] } }, $db: "fuzz" });

/** Frames that no server can take for anything: the connection must be closed from the other side. */
const hopeless: ((random: Random) => Buffer)[] = [
  (random) => frame(OP_MSG, bytes(random, 8), random(16)),
  (random) => frame(OP_MSG, bytes(random, 8), -1 - random(2 ** 31)),
  (random) => frame(OP_MSG, bytes(random, 8), 48_000_001 + random(2 ** 30)),
  (random) => frame([0, 1, 2001, 2002, 2006, 2010, 2014, 9999][random(8)]!, bytes(random, random(64))),
  (random) => frame(OP_MSG, bytes(random, random(5))),
  (random) =>
    frame(OP_MSG, Buffer.concat([Buffer.alloc(4), Buffer.from([2 + random(250)]), good().subarray(21)])),
  (random) => frame(OP_MSG, Buffer.concat([Buffer.from([4 << random(5), 0, 0, 0]), good().subarray(20)])),
  (random) => truncatedDocument(random),
  (random) => wrongInnerLength(random),
  () => frame(OP_MSG, Buffer.concat([Buffer.alloc(4), good().subarray(20), good().subarray(20)])),
  () => frame(OP_MSG, Buffer.alloc(4)),
  () => frame(2004, Buffer.from("no zero behind the name")),
];

function truncatedDocument(random: Random): Buffer {
  const whole = BSON.serialize({ ping: 1, text: "some text", list: [1, 2, { a: new Date() }], $db: "fuzz" });
  return frame(OP_MSG, Buffer.concat([Buffer.alloc(5), whole.subarray(0, 5 + random(whole.length - 6))]));
}

function wrongInnerLength(random: Random): Buffer {
  const body = Buffer.from(BSON.serialize({ ping: 1, inner: { a: 1 }, $db: "fuzz" }));
  const at = body.indexOf("inner") + 6;
  body.writeInt32LE([0, 4, -1, 2 ** 31 - 1, 1000][random(5)]!, at);
  return frame(OP_MSG, Buffer.concat([Buffer.alloc(5), body]));
}

/** What may be a frame, the start of one, or nothing: behind it we hang up, and the other side must as well. */
const doubtful: ((random: Random) => Buffer)[] = [
  (random) => bytes(random, 1 + random(200)),
  (random) => good().subarray(0, 1 + random(good().length - 1)),
  (random) => {
    const flipped = good();
    for (let flips = 1 + random(4); flips > 0; flips--) flipped[random(flipped.length)]! ^= 1 << random(8);
    return flipped;
  },
  (random) => Buffer.concat([good(), bytes(random, 20)]),
  (random) => deep(100 + random(20_000)),
];

/** Built from inside out by lengths alone: no serializer would go this deep. */
function deep(levels: number): Buffer {
  const size = levels * 8 + 5;
  const body = Buffer.alloc(size);
  for (let level = 0; level < levels; level++) {
    body.writeInt32LE(size - level * 8, level * 7);
    body.write("\u0003a\0", level * 7 + 4, "latin1");
  }
  body.writeInt32LE(5, levels * 7); // the innermost; the zeros behind it close them all
  return frame(OP_MSG, Buffer.concat([Buffer.alloc(5), body]));
}

async function send(data: Buffer, hangUp: boolean): Promise<void> {
  const socket = await connectRaw(store.uri);
  socket.resume();
  const closed = once(socket, "close");
  if (hangUp) socket.end(data);
  else socket.write(data);
  await closed;
}

test(`serves on after ${FRAMES} malformed frames and closes each connection`, async () => {
  const random = randomFrom(seed);
  let left = FRAMES;
  let current = "";
  const work = async () => {
    while (left-- > 0) {
      const kind = random(hopeless.length + doubtful.length);
      const bad = kind < hopeless.length;
      const data = bad ? hopeless[kind]!(random) : doubtful[kind - hopeless.length]!(random);
      current = `seed ${seed}, kind ${kind}, frame ${data.subarray(0, 100).toString("hex")}`;
      await withLimit(send(data, !bad), current);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  expect({ crashes, current }).toEqual({ crashes: [], current });
  expect(await client.db("fuzz").collection("kept").countDocuments()).toBe(1);
});

/** A connection that stays open is named by its frame instead of by a test that ran out of time. */
function withLimit(work: Promise<void>, what: string): Promise<void> {
  let timer: NodeJS.Timeout;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`still open: ${what}`)), 10_000);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}

test("answers commands whose fields are of any type with an error, and stays", async () => {
  const random = randomFrom(seed);
  const values = [
    null,
    true,
    -1,
    2 ** 40,
    "",
    "$a",
    [],
    [[]],
    {},
    { $a: 1 },
    new Date(),
    /x/,
    new BSON.MinKey(),
  ];
  const commands = [
    "find",
    "insert",
    "update",
    "delete",
    "aggregate",
    "getMore",
    "killCursors",
    "createIndexes",
  ];
  const more = [
    "dropIndexes",
    "count",
    "distinct",
    "findAndModify",
    "listIndexes",
    "create",
    "saslStart",
    "hello",
  ];
  const fields = [
    "filter",
    "documents",
    "updates",
    "deletes",
    "pipeline",
    "cursor",
    "cursors",
    "indexes",
    "sort",
  ];
  const names = [...commands, ...more];
  const socket = await connectRaw(store.uri);
  for (let round = 0; round < 20_000; round++) {
    const command: BSON.Document = { [names[random(names.length)]!]: random(2) ? "c" : values[random(13)] };
    for (let field = random(3); field >= 0; field--) command[fields[random(9)]!] = values[random(13)];
    const answer = await ask(socket, { ...command, $db: "fuzz-types" });
    if (answer.ok !== 1)
      expect({ seed, command, answer }).toMatchObject({ answer: { code: expect.any(Number) } });
    // 1 is MongoDB's InternalError: what nobody thought of.
    if (answer.code === 1) throw new Error(`seed ${seed}: ${JSON.stringify({ command, answer })}`);
  }
  socket.destroy();
  expect(crashes).toEqual([]);
});
