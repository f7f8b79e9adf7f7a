/** @module-tag thorough */
import { mkdir, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { mongo } from "mongoose";
import { expect, test } from "vitest";
import { start } from "../../dist/embedded-mongo/index.js";
import { uniqueWord, wordsIn } from "../support/disk.js";
import { refusalOf, useFolder } from "../support/store.js";

const base = await useFolder();

const DOCS = 96;
/** Of a megabyte, so that the log is erased again and again while the store is copied. */
const PARTS = 256;
const FILLER = "-".repeat(4080);

interface Doc {
  _id: number;
  count: number;
  word: string;
  text: string;
}

const docOf = (count: number): Doc => {
  const word = uniqueWord();
  return { _id: count % DOCS, count, word, text: `${word}${FILLER}`.repeat(PARTS) };
};

async function open(dir: string) {
  const store = await start({ dir });
  const client = await mongo.MongoClient.connect(store.uri);
  const docs = client.db("d").collection<Doc>("docs");
  const close = async () => {
    await client.close();
    await store.close();
  };
  return { client, docs, close, copy: (to: string) => client.db("admin").command({ backup: 1, to }) };
}

test("a copy is the store of one moment, without what was replaced before, though all of it is replaced meanwhile", async () => {
  const { docs, copy, close } = await open(path.join(base, "data"));
  await docs.createIndex({ word: 1 });
  const words: string[] = [];
  const replaceNext = async () => {
    const doc = docOf(words.length);
    await docs.replaceOne({ _id: doc._id }, doc, { upsert: true });
    words.push(doc.word);
  };
  while (words.length < 2 * DOCS) await replaceNext();
  const folder = path.join(base, "copy");
  await mkdir(folder);
  const file = path.join(folder, "store.sqlite");
  let copied = false;
  const before = words.length;
  const copying = copy(file).finally(() => {
    copied = true;
  });
  while (!copied) await replaceNext();
  await copying;
  console.log(`${words.length - before} MB were written while a store of ${DOCS} MB was copied`);
  expect(words.length - before).toBeGreaterThan(20);
  await close();

  expect(await readdir(folder)).toEqual(["store.sqlite"]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const found = await wordsIn(folder);
  const restored = await open(folder);
  const living = await restored.docs.find({}, { sort: { count: 1 } }).toArray();
  const last = living.at(-1)!.count;
  expect(last).toBeGreaterThanOrEqual(before - 1);
  expect(living.map(({ count }) => count)).toEqual(
    Array.from({ length: DOCS }, (_, i) => last - DOCS + 1 + i),
  );
  for (const { count, word, text } of living) {
    expect(word).toBe(words[count]);
    expect(text === `${word}${FILLER}`.repeat(PARTS)).toBe(true);
    expect(await restored.docs.countDocuments({ word })).toBe(1);
  }
  expect(found).toEqual(new Set(living.map(({ word }) => word)));
  await restored.close();
});

test("a copy of a store that shrinks meanwhile is whole", async () => {
  const { docs, copy, close } = await open(path.join(base, "shrinks"));
  for (let i = 0; i < DOCS; i++) await docs.insertOne(docOf(i));
  const folder = path.join(base, "before");
  await mkdir(folder);
  const copying = copy(path.join(folder, "store.sqlite"));
  await docs.deleteMany({});
  await copying;
  await close();
  const shrunk = await open(path.join(base, "shrinks"));
  expect(await shrunk.docs.countDocuments()).toBe(0);
  await shrunk.close();
  const copied = await open(folder);
  for (const { word, text } of await copied.docs.find().toArray())
    expect(text === `${word}${FILLER}`.repeat(PARTS)).toBe(true);
  await copied.close();
});

test("a copy is refused where it would replace something, and while another one is made", async () => {
  const { docs, copy, client, close } = await open(path.join(base, "refused"));
  for (let i = 0; i < 8; i++) await docs.insertOne(docOf(i));
  const to = (name: string) => path.join(base, "refused", name);
  const both = await Promise.allSettled([
    copy(to("one")),
    client.db("admin").command({ backup: 1, to: to("two") }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const made = both[0]!.status === "fulfilled" ? "one" : "two";
  const { reason } = both.find(({ status }) => status === "rejected") as PromiseRejectedResult;
  expect(reason.codeName).toBe("ConflictingOperationInProgress");
  const refused = async (place: unknown) => (await refusalOf(copy(place as string))).codeName;
  expect(await refused(to(made))).toBe("InvalidPath");
  expect(await refused("relative.sqlite")).toBe("InvalidPath");
  expect(await refused(to("missing/folder"))).toBe("InvalidPath");
  expect(await refused(to("zero\0byte"))).toBe("InvalidPath");
  for (const value of [undefined, 7, { $gt: "" }, ["a"]]) expect(await refused(value)).toBe("BadValue");
  expect((await readdir(path.join(base, "refused"))).sort()).toEqual(
    ["run", "store.sqlite", "store.sqlite-wal", made].sort(),
  );
  await close();
});
