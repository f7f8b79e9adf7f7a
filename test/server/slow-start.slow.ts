import { cp } from "node:fs/promises";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { DatabaseSync } from "@photostructure/sqlite";
import { mongo } from "mongoose";
import { expect, test } from "vitest";
import { start } from "../../dist/embedded-mongo/index.js";
import { ServerProcess } from "../support/server-process.js";
import { useFolder } from "../support/store.js";
import { lineTo } from "../support/tcp-proxy.js";

const folder = await useFolder();

test("a start that finds much to clean up takes its time, however slow the database is", async () => {
  const store = await start({ dir: folder, listen: "tcp" });
  const client = await mongo.MongoClient.connect(store.uri);
  const chats = client.db("gif-chat").collection("chats");
  await chats.insertMany(
    Array.from({ length: 200 }, (_, i) => ({ room: `left-${i}`, seq: 1, author: "a", clientId: "c" })),
  );
  const line = await lineTo(store.uri);
  line.delayMs = 50;
  const begun = Date.now();
  const child = await ServerProcess.start({ MONGODB_URI: line.uri });
  expect(Date.now() - begun).toBeGreaterThan(15_000);
  expect(await chats.countDocuments()).toBe(0);
  expect(await child.end()).toBe(0);
  await child.clean();
  line.close();
  await client.close();
  await store.close();
}, 120_000);

test("a start that writes a large store of an earlier version anew takes its time", async () => {
  const DATA_DIR = path.join(folder, "earlier");
  await cp(fileURLToPath(new URL("previous-version/store", import.meta.url)), DATA_DIR, { recursive: true });
  const db = new DatabaseSync(path.join(DATA_DIR, "store.sqlite"));
  db.exec("CREATE TABLE large (content BLOB); BEGIN");
  const insert = db.prepare("INSERT INTO large VALUES (randomblob(1000000))");
  for (let i = 0; i < 200; i++) insert.run();
  db.exec("COMMIT");
  db.close();
  const child = await ServerProcess.launch({ DATA_DIR, MONGODB_URI: "" });
  const output = () => expect.poll(() => child.output + child.errors, { timeout: 60_000, interval: 20 });
  await output().toContain("anew");
  // As long as a store that is a hundred times as large would take.
  child.signal("SIGSTOP");
  await setTimeout(16_000);
  child.signal("SIGCONT");
  await output().toContain("listening on");
  expect(await child.end()).toBe(0);
  await child.clean();
}, 120_000);
