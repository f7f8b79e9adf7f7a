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
