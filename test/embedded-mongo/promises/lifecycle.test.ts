import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Worker } from "node:worker_threads";
import { mongo } from "mongoose";
import { describe, expect, test } from "vitest";
import { start } from "../../../dist/embedded-mongo/index.js";
import { type Loose, useFolder } from "../../support/store.js";
import { failingProcess, startProcess } from "../../support/store-process.js";
import { addressOf } from "../../support/store-wire.js";

const base = await useFolder();

function socketOf(uri: string): string {
  const address = addressOf(uri);
  if (!("path" in address)) throw new Error(`${uri} leads to no socket`);
  return address.path;
}

describe("the socket", () => {
  test("lies in a folder only its owner can enter, and goes with the store", async () => {
    const store = await start({ dir: join(base, "socket") });
    const path = socketOf(store.uri);
    expect((await stat(path)).isSocket()).toBe(true);
    expect((await stat(dirname(path))).mode & 0o777).toBe(0o700);
    await store.close();
    await expect(stat(path)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("is found however long the path of the data directory is", async () => {
    const dir = join(base, "a".repeat(60), "b".repeat(60), "c".repeat(60));
    const store = await start({ dir });
    expect(Buffer.byteLength(socketOf(store.uri))).toBeLessThanOrEqual(107);
    const client = await mongo.MongoClient.connect(store.uri);
    await client.db("d").collection("c").insertOne({ a: 1 });
    await client.close();
    await store.close();
  });

  test.each(["with blank", "ünïcode 😀", "per%cent", "que?stion#"])(
    "works in a folder called %s",
    async (name) => {
      const dir = join(base, name);
      await mkdir(dir);
      const store = await start({ dir });
      const client = await mongo.MongoClient.connect(store.uri);
      expect(await client.db("d").command({ ping: 1 })).toMatchObject({ ok: 1 });
      await client.close();
      await store.close();
    },
  );

  test("is made anew where a killed process left its own", async () => {
    const dir = join(base, "left");
    const killed = await startProcess(dir);
    await killed.kill("SIGKILL");
    const store = await startProcess(dir);
    const client = await mongo.MongoClient.connect(store.uri);
    await client.close();
    expect(await store.kill("SIGTERM")).toBe(0);
  });
});

describe("several stores", () => {
  test("live in one process and know nothing of each other", async () => {
    const stores = await Promise.all(["one", "two", "three"].map((name) => start({ dir: join(base, name) })));
    const clients = await Promise.all(stores.map(({ uri }) => mongo.MongoClient.connect(uri)));
    await Promise.all(clients.map((client, _id) => client.db("d").collection<Loose>("c").insertOne({ _id })));
    for (const [_id, client] of clients.entries()) {
      expect(await client.db("d").collection<Loose>("c").find().toArray()).toEqual([{ _id }]);
      await client.close();
    }
    await Promise.all(stores.map((store) => store.close()));
  });
});

describe("close", () => {
  test("keeps all that was acknowledged, though it comes amid many writes", async () => {
    const dir = join(base, "busy");
    const store = await start({ dir });
    const client = await mongo.MongoClient.connect(store.uri, { serverSelectionTimeoutMS: 1000 });
    const docs = client.db("d").collection<Loose>("docs");
    const acknowledged: string[] = [];
    const ended: Promise<void>[] = [];
    const enough = new Promise<void>((resolve) => {
      const write = async (writer: number) => {
        for (let n = 0; ; n++) {
          const _id = `${writer}-${n}`;
          await docs.insertOne({ _id });
          if (acknowledged.push(_id) === 1000) resolve();
        }
      };
      for (let writer = 0; writer < 50; writer++) ended.push(write(writer).catch(() => {}));
    });
    await enough;
    await store.close();
    await client.close();
    await Promise.all(ended);

    const again = await start({ dir });
    const reader = await mongo.MongoClient.connect(again.uri);
    const stored = new Set(await reader.db("d").collection<Loose>("docs").distinct("_id"));
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    await reader.close();
    await again.close();
  });

  test("may be called twice", async () => {
    const store = await start({ dir: join(base, "twice") });
    await Promise.all([store.close(), store.close()]);
    await store.close();
  });

  test("is not reported as a crash", async () => {
    const crashes: Error[] = [];
    const store = await start({ dir: join(base, "quiet"), onCrash: (reason) => crashes.push(reason) });
    await store.close();
    expect(crashes).toEqual([]);
  });

  test("lets the process end by itself", async () => {
    const script = `
      import { start } from ${JSON.stringify(new URL("../../../dist/embedded-mongo/index.js", import.meta.url).href)};
      import { createRequire } from "node:module";
      const { mongo } = createRequire(${JSON.stringify(import.meta.url)})("mongoose");
      const store = await start({ dir: process.argv[2] });
      const client = await mongo.MongoClient.connect(store.uri);
      await client.db("d").collection("c").insertOne({ a: 1 });
      const open = client.db("d").collection("c").find().toArray();
      await open;
      await client.close();
      await store.close();
      console.log("closed");`;
    const file = join(base, "closes.mjs");
    await writeFile(file, script);
    const args = [file, join(base, "script")];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
    const [code] = await once(child, "close");
    expect({ code, output }).toEqual({ code: 0, output: "closed\n" });
  });
});

describe("a store whose worker has died", () => {
  test("tells its owner, and leaves the folder to the next", async () => {
    const dir = join(base, "died");
    const born = once(process, "worker") as Promise<[Worker]>;
    let report: (reason: Error) => void = () => {};
    const reported = new Promise<Error>((resolve) => {
      report = resolve;
    });
    const store = await start({ dir, onCrash: report });
    const client = await mongo.MongoClient.connect(store.uri);
    await client.db("d").collection("c").insertOne({ a: 1 });
    await client.close();
    const [worker] = await born;
    await worker.terminate();
    expect(await reported).toBeInstanceOf(Error);
    await store.close();
    const next = await start({ dir });
    await next.close();
  });
});

describe("the command line", () => {
  test("ends with 0 on SIGTERM, with clients connected and a cursor open", async () => {
    const store = await startProcess(join(base, "term"));
    const client = await mongo.MongoClient.connect(store.uri);
    const docs = client.db("d").collection<Loose>("docs");
    await docs.insertMany(Array.from({ length: 10 }, (_, _id) => ({ _id })));
    await docs.find({}, { batchSize: 2 }).next();
    expect(await store.kill("SIGTERM")).toBe(0);
    expect(store.errors()).toBe("");
    await client.close();
  });

  test("says in one line why it cannot start", async () => {
    const failed = await failingProcess(join(base, "port"), { args: ["--port", "seventy"] });
    expect(failed.exit).toBe(1);
    expect(failed.errors).toMatch(/^[^\n]+\n$/);
  });
});
