/** @module-tag thorough */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { describe, expect, it } from "vitest";
import { uniqueWord, wordsIn } from "../../support/disk.js";
import { useFolder } from "../../support/store.js";
import { expectErased, open } from "./erased-story.js";

const base = await useFolder();

describe.each([1, 20_000, 1_000_003])("texts that were edited or removed, with seed %i", (seed) => {
  it("are in no file of a running store once they are erased, nor after a stop or a kill", async () => {
    await expectErased(join(base, String(seed)), seed, 1500);
  });
});

/** A store that was stopped, with 3000 texts in it and in an index. */
async function filled(name: string): Promise<{ dir: string; file: string; texts: string[] }> {
  const dir = join(base, name);
  const store = await open(dir);
  await store.docs.createIndex({ text: 1 });
  const texts = Array.from({ length: 3000 }, (_, i) => `${uniqueWord()} `.repeat(1 + (i % 30)));
  await store.docs.insertMany(texts.map((text) => ({ text })));
  await store.end("SIGTERM");
  return { dir, file: join(dir, "store.sqlite"), texts };
}

/** Removes two of three rows without the store; what SQLite leaves of them is what the store has to find. */
function removeBehindItsBack(file: string, pragmas: string): void {
  const database = new DatabaseSync(file);
  database.exec(pragmas);
  const collection = "(SELECT id FROM collections WHERE ns = 'd.docs')";
  const id = database.prepare(`SELECT id FROM indexes WHERE collection = ${collection}`).all();
  for (const { id: index } of id) database.exec(`DELETE FROM index_${index} WHERE r % 3 > 0`);
  const { id: documents } = database.prepare(collection.slice(1, -1)).get() as { id: number };
  database.exec(`DELETE FROM documents_${documents} WHERE r % 3 > 0; PRAGMA wal_checkpoint(TRUNCATE)`);
  database.close();
}

async function expectOnlyLiving(dir: string, texts: string[]): Promise<void> {
  const isLiving = (_: string, i: number) => (i + 1) % 3 === 0;
  const living = texts.filter(isLiving);
  const gone = new Set(texts.map((text) => text.split(" ")[0]!).filter((_, i) => !isLiving("", i)));
  expect([...(await wordsIn(dir))].some((word) => gone.has(word))).toBe(true);
  const store = await open(dir);
  await store.eraseDeleted();
  expect([...(await wordsIn(dir))].filter((word) => gone.has(word))).toEqual([]);
  expect((await store.docs.find().toArray()).map(({ text }) => text)).toEqual(living);
  await store.end("SIGTERM");
}

it("erases what a crash between the truncation of the log and the scrubbing has left", async () => {
  const { dir, file, texts } = await filled("crashed");
  removeBehindItsBack(file, "PRAGMA secure_delete = ON");
  await writeFile(`${file}-wal`, "");
  await expectOnlyLiving(dir, texts);
});

it("erases what an earlier version has left", async () => {
  const { dir, file, texts } = await filled("earlier");
  removeBehindItsBack(file, "PRAGMA auto_vacuum = NONE; VACUUM; PRAGMA secure_delete = OFF");
  await expectOnlyLiving(dir, texts);
});

it("brings nothing back by writing pages that were in memory when they were erased", async () => {
  const store = await open(join(base, "cached"));
  await store.docs.createIndex({ text: 1 });
  const docs = Array.from({ length: 3000 }, (_, n) => ({
    text: `${uniqueWord()} `.repeat(1 + (n % 30)),
    stays: n % 3 === 0,
    seen: 0,
  }));
  await store.docs.insertMany(docs);
  await store.docs.deleteMany({ stays: false });
  await store.eraseDeleted();
  await store.docs.updateMany({}, { $inc: { seen: 1 } });
  const living = docs.filter(({ stays }) => stays).map(({ text }) => text.split(" ")[0]!);
  expect(await wordsIn(join(base, "cached"))).toEqual(new Set(living));
  await store.end("SIGTERM");
});
