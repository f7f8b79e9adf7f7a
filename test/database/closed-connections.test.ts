import { mongo } from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endWaitsOfClosedConnections } from "../../src/db/closed-connections.js";
import { freePort } from "../support/process.js";
import { useFolder } from "../support/store.js";
import { type StoreProcess, startProcess } from "../support/store-process.js";
import { type Line, lineTo } from "../support/tcp-proxy.js";

const TIMEOUT_MS = 1000;

const dir = await useFolder();
let store: StoreProcess;
let line: Line;
let client: mongo.MongoClient;
let records: mongo.Collection;

beforeAll(async () => {
  store = await startProcess(dir, { args: ["--port", String(await freePort())] });
  line = await lineTo(store.uri);
  const options = { socketTimeoutMS: TIMEOUT_MS, retryReads: false, retryWrites: false };
  client = await mongo.MongoClient.connect(line.uri, options);
  endWaitsOfClosedConnections(client);
  records = client.db("test").collection("records");
  await records.insertOne({ text: "first" });
});
afterAll(async () => {
  await client.close();
  line.close();
});

interface Handle {
  remotePort?: number;
  destroy(): void;
}

/** This process's ends of the connections, as they are when the other end resets them. */
const connections = (): Handle[] =>
  (process as unknown as { _getActiveHandles(): Handle[] })
    ._getActiveHandles()
    .filter(({ remotePort }) => String(remotePort) === new URL(line.uri).port);

test("a command fails that is written while its connection closes, and the next one does not", async () => {
  expect(connections().length).toBeGreaterThan(1);
  for (const connection of connections()) connection.destroy();
  await expect(records.findOne()).rejects.toThrow(mongo.MongoNetworkError);
  expect(await records.findOne()).toMatchObject({ text: "first" });
});

test("a command fails whose writing is stuck until the connection's time is over", async () => {
  line.stall();
  await expect(records.insertOne({ text: "x".repeat(15_000_000) })).rejects.toThrow(mongo.MongoNetworkError);
});
