import { chmod, mkdir, open, readdir, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mongo } from "mongoose";
import { beforeEach, describe, expect, test } from "vitest";
import { start } from "../../../dist/embedded-mongo/index.js";
import { endWaitsOfClosedConnections } from "../../../src/db/closed-connections.js";
import { type Loose, useFolder } from "../../support/store.js";
import { failingProcess, startProcess } from "../../support/store-process.js";

const base = await useFolder();
let count = 0;
const freshFolder = () => join(base, `data-${count++}`);
let dir = "";

beforeEach(() => {
  dir = freshFolder();
});

const oneLine = /^[^\n]+\n$/;

// A second process waits some seconds for the first to go: these wait side by side.
describe.concurrent("a folder in use", () => {
  test("is refused to a second process by name, and free again after a kill", { tags: ["thorough"] }, async ({
    expect,
  }) => {
    const dir = freshFolder();
    const first = await startProcess(dir);
    const second = await failingProcess(dir);
    expect(second.exit).toBe(1);
    expect(second.errors).toMatch(oneLine);
    expect(second.errors).toContain(dir);
    expect(second.errors).toContain("already in use");
    await first.kill("SIGKILL");
    const third = await startProcess(dir);
    expect(await third.kill("SIGTERM")).toBe(0);
  });

  test("is refused to a second store of the same process", { tags: ["thorough"] }, async ({ expect }) => {
    const dir = freshFolder();
    const store = await start({ dir });
    await expect(start({ dir })).rejects.toThrow(dir);
    await store.close();
    await (await start({ dir })).close();
  });

  test("is given over to a successor that comes while the old process is still closing", async ({
    expect,
  }) => {
    const dir = freshFolder();
    const old = await startProcess(dir);
    const client = await mongo.MongoClient.connect(old.uri);
    endWaitsOfClosedConnections(client);
    await client.db("d").collection("c").insertOne({ a: 1 });
    const successor = startProcess(dir);
    expect(await old.kill("SIGTERM")).toBe(0);
    await client.close();
    expect(await (await successor).kill("SIGTERM")).toBe(0);
  });

  test("still serves its owner after somebody else was refused", { tags: ["thorough"] }, async ({
    expect,
  }) => {
    const dir = freshFolder();
    const store = await start({ dir });
    const client = await mongo.MongoClient.connect(store.uri);
    await failingProcess(dir);
    await client.db("a").collection("c").insertOne({ a: 1 });
    expect(await client.db("a").collection("c").countDocuments()).toBe(1);
    await client.close();
    await store.close();
  });
});

describe("a folder that cannot be written", () => {
  // Root may write everywhere unless it gives the capability away.
  const asAnybody =
    process.getuid?.() === 0
      ? [
          "setpriv",
          "--bounding-set=-dac_override,-dac_read_search",
          "--inh-caps=-dac_override,-dac_read_search",
        ]
      : [];

  test("is refused with one line that names it", async () => {
    await mkdir(dir);
    await chmod(dir, 0o500);
    const { exit, errors } = await failingProcess(dir, { before: asAnybody });
    expect(exit).toBe(1);
    expect(errors).toMatch(oneLine);
    expect(errors).toContain(dir);
    expect(await readdir(dir)).toEqual([]);
  });

  test("is refused where a file stands in its place", async () => {
    await writeFile(dir, "not a folder");
    const { exit, errors } = await failingProcess(dir);
    expect(exit).toBe(1);
    expect(errors).toMatch(oneLine);
    expect(errors).toContain(dir);
  });
});

describe("a damaged file", () => {
  async function fill(): Promise<string> {
    const store = await start({ dir });
    const client = await mongo.MongoClient.connect(store.uri);
    const docs = client.db("d").collection<Loose>("docs");
    await docs.createIndex({ n: 1 });
    const text = "x".repeat(500);
    await docs.insertMany(Array.from({ length: 4000 }, (_, _id) => ({ _id, n: _id, text })));
    await client.close();
    await store.close();
    const files = await Promise.all(
      (await readdir(dir)).map(async (name) => ({
        path: join(dir, name),
        size: (await stat(join(dir, name))).size,
      })),
    );
    return files.sort((a, b) => b.size - a.size)[0]!.path;
  }

  async function overwrite(file: string, from: number, length: number): Promise<void> {
    const handle = await open(file, "r+");
    await handle.write(Buffer.alloc(length, 0xa5), 0, length, from);
    await handle.close();
  }

  test("is refused by name when its head is overwritten", async () => {
    await overwrite(await fill(), 0, 100);
    const { exit, errors } = await failingProcess(dir);
    expect(exit).toBe(1);
    expect(errors).toMatch(oneLine);
    expect(errors).toContain(dir);
  });

  test.each<[string, (file: string) => Promise<void>]>([
    ["pages in its middle are overwritten", async (file) => overwrite(file, 200 * 4096, 400 * 4096)],
    ["it is cut in half", async (file) => truncate(file, Math.floor((await stat(file)).size / 8192) * 4096)],
  ])("is told at the start or when it is read: %s", { tags: ["thorough"] }, async (_name, damage) => {
    await damage(await fill());
    const outcome = await startProcess(dir).catch((error: Error) => error);
    if (outcome instanceof Error) {
      expect(outcome.message).toMatch(/ended with 1: .*(damaged|corrupt|malformed)/);
      return;
    }
    const client = await mongo.MongoClient.connect(outcome.uri);
    const docs = client.db("d").collection<Loose>("docs");
    const read = await docs
      .find({ text: /x/ })
      .toArray()
      .catch((error) => error);
    expect(read).toBeInstanceOf(mongo.MongoServerError);
    expect(read.message).toMatch(/damaged|corrupt|malformed/);
    expect(read.code).toBeTypeOf("number");
    expect(await client.db("d").command({ ping: 1 })).toMatchObject({ ok: 1 });
    await client.close();
    expect(await outcome.kill("SIGTERM")).toBe(0);
  });
});

test("makes a data directory only its owner can look into", async () => {
  const store = await start({ dir });
  expect((await stat(dir)).mode & 0o077).toBe(0);
  await store.close();
});
