import { mongo } from "mongoose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Chat } from "../../src/shared/events.js";
import type { Client } from "../support/client.js";
import type { ReplicaSet } from "../support/replica-set/index.js";
import { serve, type TestServer } from "../support/server.js";
import { startReplicaSet } from "../support/store-server.js";
import type { Visitor } from "../support/visitor.js";

let set: ReplicaSet;
let server: TestServer;
let ann: Visitor;
let bob: Visitor;
let room: string;
let hers: Client;
let his: Client;
let past: mongo.MongoClient;
let chats: mongo.Collection<{ room: string; seq: number; chat: string }>;

beforeAll(async () => {
  const started = await startReplicaSet();
  set = started;
  server = await serve({ MONGODB_URI: set.uri });
  past = await mongo.MongoClient.connect(started.storeUri);
  chats = past.db("gif-chat").collection("chats");
  [ann, bob] = [await server.visitor(), await server.visitor()];
  room = (await ann.open())._id;
  [hers, his] = [await ann.enter(room), await bob.enter(room)];
});
afterAll(async () => {
  for (const client of [hers, his]) client.close();
  await past.close();
  await server.close();
  await set.close();
});

const texts = (client: Client): string[] => client.chats.map(({ seq, chat }: Chat) => `${seq} ${chat}`);
const sent = (chat: string) => ({ chat, clientId: chat.replaceAll(" ", "-") });

describe("a message whose answer was lost", () => {
  test("is found again by its clientId, has one number, and is told once", async () => {
    set.fail({ writeConcernError: "WriteConcernFailed", at: "after" }, { commands: ["insert"], times: 1 });
    expect(await hers.refusal("chat", sent("stored at last"))).toBe("BUSY");
    const again: Chat = await hers.call("chat", sent("stored at last"));
    await his.until(() => texts(his).includes(`${again.seq} stored at last`));
    await hers.call("chat", sent("after it"));
    await his.until(() => texts(his).some((text) => text.endsWith("after it")));
    expect(texts(his).filter((text) => text.endsWith("stored at last"))).toHaveLength(1);
    expect(await chats.countDocuments({ room, chat: "stored at last" })).toBe(1);
  });

  test("and that has no majority is told to nobody, and its number is free again", async () => {
    const { seq: last } = await hers.call("chat", sent("before"));
    const rolledBack = set.fail({ writeConcernError: "WriteConcernFailed" }, { commands: ["insert"] });
    expect(await hers.refusal("chat", sent("rolled back"))).toBe("BUSY");
    rolledBack.lift();
    expect(await hers.call("chat", sent("in its place"))).toMatchObject({ seq: last + 1 });
    await his.until(() => texts(his).includes(`${last + 1} in its place`));
    expect(texts(his).filter((text) => text.endsWith("rolled back"))).toEqual([]);
  });

  test("beside a clientId that is known, is not acknowledged without a majority", async () => {
    await hers.call("chat", sent("known"));
    const fault = set.fail(
      { writeConcernError: "WriteConcernFailed", at: "after" },
      { commands: ["insert"], times: 1 },
    );
    const wanted = [sent("new one"), sent("known"), sent("new two")];
    const answers = await Promise.all(wanted.map((chat) => hers.ask("chat", chat)));
    expect(fault.hits).toBe(1);
    expect(answers.map((answer) => (answer.ok ? "told" : answer.error.code))).toEqual([
      "BUSY",
      "BUSY",
      "BUSY",
    ]);
    for (const chat of wanted) await hers.call("chat", chat);
    await his.until(() => texts(his).some((text) => text.endsWith("new two")));
    for (const { chat } of wanted) expect(texts(his).filter((text) => text.endsWith(chat))).toHaveLength(1);
  });

  test("that was done before a cut is not done again, and the visitor does not notice", async () => {
    const before = set.repeatedWrites;
    set.fail({ cut: "after" }, { commands: ["insert"], times: 1 });
    const { seq } = await hers.call("chat", sent("cut off"));
    await his.until(() => texts(his).includes(`${seq} cut off`));
    expect(set.repeatedWrites).toBe(before + 1);
  });
});
