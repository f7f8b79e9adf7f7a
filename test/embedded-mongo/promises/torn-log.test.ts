import { readFile, writeFile } from "node:fs/promises";
import { mongo } from "mongoose";
import { expect, test } from "vitest";
import { databaseFile } from "../../../dist/embedded-mongo/index.js";
import { type Loose, useFolder } from "../../support/store.js";
import { startProcess } from "../../support/store-process.js";

const HEADER_BYTES = 32;
const FRAME_BYTES = 24 + 4096;
const HOLE = 3;
const BEHIND = 40;

/** A power loss may leave pages of a commit that was not synced, and zeros in front of them. */
async function tear(log: string): Promise<void> {
  const bytes = await readFile(log);
  const at = (frame: number) => HEADER_BYTES + frame * FRAME_BYTES;
  let frames = 0;
  while (at(frames) + 4 <= bytes.length && bytes.readUInt32BE(at(frames)) > 0) frames++;
  const torn = Buffer.alloc(Math.max(bytes.length, at(frames + HOLE + BEHIND)));
  bytes.copy(torn);
  for (let i = 0; i < BEHIND; i++)
    bytes.copy(torn, at(frames + HOLE + i), at(i % frames), at((i % frames) + 1));
  await writeFile(log, torn);
}

test("after a power loss that tore the log, what is removed is erased and a backup works", async () => {
  const dir = await useFolder();
  const first = await startProcess(dir);
  const writing = await mongo.MongoClient.connect(first.uri);
  const before = writing.db("torn").collection<Loose>("docs");
  for (let i = 0; i < 20; i++) await before.insertOne({ _id: i, text: "y".repeat(3000) });
  await writing.close();
  await first.kill("SIGKILL");
  await tear(`${databaseFile(dir)}-wal`);
  const second = await startProcess(dir);
  const client = await mongo.MongoClient.connect(second.uri);
  const docs = client.db("torn").collection<Loose>("docs");
  expect(await docs.countDocuments()).toBe(20);
  await docs.insertMany(
    Array.from({ length: 200 }, (_, i) => ({ _id: 100 + i, text: `zqxsecret ${"x".repeat(i * 7)}` })),
  );
  await docs.deleteMany({ text: /^zqxsecret/ });
  await client.db("admin").command({ eraseDeleted: 1 });
  for (const file of [databaseFile(dir), `${databaseFile(dir)}-wal`])
    expect((await readFile(file)).includes("zqxsecret")).toBe(false);
  await client.db("admin").command({ backup: 1, to: `${dir}/copy` });
  await client.close();
  await second.kill("SIGTERM");
  expect(second.errors()).toBe("");
});
