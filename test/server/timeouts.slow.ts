import { connect } from "node:net";
import { mongo } from "mongoose";
import { expect, test } from "vitest";
import { start } from "../../dist/embedded-mongo/index.js";
import { useServer } from "../support/server.js";
import { ServerProcess } from "../support/server-process.js";
import { useFolder } from "../support/store.js";
import { lineTo } from "../support/tcp-proxy.js";

const server = useServer();
const folder = await useFolder();

test("a start that finds much to tidy up takes its time, however slow the database is", async () => {
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

test("whoever asks and reads nothing is let go after a minute, and a socket that is quiet is not", async () => {
  const { hostname, port } = new URL(server.url);
  const ann = await server.visitor();
  const { _id } = await ann.open();
  const polling = await ann.enter(_id, undefined, { transports: ["polling"] });
  const socket = await ann.enter(_id);
  const deaf = connect(Number(port), hostname).pause();
  deaf.on("error", () => {}); // being cut off is what is waited for
  // More than the system keeps for whoever does not read.
  const [, script] = /src="(\/js\/[^"]+)"/.exec(await ann.page("/"))!;
  deaf.write(`GET ${script} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`.repeat(3000));
  // A minute and some seconds, by the news that come every three.
  const lobby = await ann.lobby();
  for (let i = 0; i < 25; i++) await lobby.next("news");
  // Who reads nothing does not see the end either, before having said something twice.
  const isCutOff = () => {
    if (!deaf.destroyed) deaf.write("\r\n");
    return deaf.destroyed;
  };
  await expect.poll(isCutOff, { interval: 500, timeout: 10_000 }).toBe(true);
  for (const one of [polling, socket]) {
    expect(one.has("disconnect")).toBe(false);
    expect(await one.done("chat", { chat: "still here" })).toMatchObject({ chat: "still here" });
    one.close();
  }
}, 180_000);
