import { mongo } from "mongoose";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ReplicaSet } from "../support/replica-set/index.js";
import { startReplicaSet } from "../support/store-server.js";

let set: ReplicaSet;
let client: mongo.MongoClient;
let docs: mongo.Collection<{ _id: number; text?: string }>;

beforeAll(async () => {
  set = await startReplicaSet();
  client = await mongo.MongoClient.connect(set.uri, { heartbeatFrequencyMS: 500 });
});
beforeEach(async () => {
  docs = client.db("test").collection("docs");
  await docs.deleteMany({});
});
afterAll(async () => {
  await client.close();
  await set.close();
});

const outcome = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    ({ code }) => code,
  );

test("a driver sees a replica set with a primary, numbers its writes and reads them", async () => {
  set.record();
  await docs.insertMany([{ _id: 1 }, { _id: 2 }]);
  expect(await docs.countDocuments()).toBe(2);
  expect(set.commands!.find(({ insert }) => insert)).toHaveProperty("txnNumber");
});

test("a write that was done before the connection was cut is asked again, and done once", async () => {
  const before = set.repeatedWrites;
  set.fail({ cut: "after" }, { commands: ["update"], times: 1 });
  await docs.updateOne({ _id: 1 }, { $set: { text: "" } }, { upsert: true });
  expect(set.repeatedWrites).toBe(before + 1);
});

test("a driver tries once more what was interrupted, and gives up what goes on", async () => {
  const once = set.fail({ error: "InterruptedDueToReplStateChange" }, { commands: ["find"], times: 1 });
  expect(await docs.findOne({ _id: 1 })).toBe(null);
  expect(once.hits).toBe(1);
  const always = set.fail({ error: "InterruptedDueToReplStateChange" }, { commands: ["find"] });
  expect(await outcome(docs.findOne({ _id: 1 }))).toBe(11602);
  always.lift();
});

test("every third command, and those within a time", async () => {
  const third = set.fail({ error: "MaxTimeMSExpired" }, { commands: ["count"], every: 3 });
  const found: unknown[] = [];
  for (let i = 0; i < 6; i++) found.push(await outcome(docs.estimatedDocumentCount()));
  expect(found).toEqual(["done", "done", 50, "done", "done", 50]);
  third.lift();
  set.fail({ error: "MaxTimeMSExpired" }, { commands: ["count"], forMs: 1500 });
  expect(await outcome(docs.estimatedDocumentCount())).toBe(50);
  await expect.poll(() => outcome(docs.estimatedDocumentCount())).toBe("done");
});

test("a write concern that fails leaves the write done, or undone as if it was rolled back", async () => {
  set.fail({ writeConcernError: "WriteConcernFailed", at: "after" }, { commands: ["insert"], times: 1 });
  expect(await outcome(docs.insertOne({ _id: 1 }))).toBe(64);
  set.fail({ writeConcernError: "WriteConcernFailed" }, { commands: ["insert"], times: 1 });
  expect(await outcome(docs.insertOne({ _id: 2 }))).toBe(64);
  expect(await docs.distinct("_id")).toEqual([1]);
});

test("a step-down is told to drivers at once; what is asked meanwhile waits for the primary", async () => {
  const types: string[] = [];
  client.on("topologyDescriptionChanged", ({ newDescription }) => types.push(newDescription.type));
  const steppedDown = set.stepDown(1000);
  await expect.poll(() => types).toContain("ReplicaSetNoPrimary");
  const asked = docs.insertOne({ _id: 1 });
  await steppedDown;
  expect((await asked).insertedId).toBe(1);
  await expect.poll(() => types.at(-1)).toBe("ReplicaSetWithPrimary");
});
