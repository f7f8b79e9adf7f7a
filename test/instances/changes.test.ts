import { afterAll, beforeAll, expect, test } from "vitest";
import { start } from "../../dist/embedded-mongo/index.js";
import type { Chat } from "../../src/shared/events.js";
import { gif } from "../support/gif.js";
import { type RedisProcess, startRedis } from "../support/redis.js";
import { serve, type TestServer } from "../support/server.js";
import { useFolder } from "../support/store.js";
import { type Line, lineTo } from "../support/tcp-proxy.js";

const folder = await useFolder();
let fast: TestServer;
let slow: TestServer;
let line: Line;
let redis: RedisProcess;
let close: () => Promise<void>;

beforeAll(async () => {
  const store = await start({ dir: folder, listen: "tcp" });
  line = await lineTo(store.uri);
  redis = await startRedis();
  const shared = { REDIS_URL: redis.url, UPLOAD_STORE: "gridfs", EMPTY_ROOM_GRACE_MS: "300000" };
  fast = await serve({ ...shared, MONGODB_URI: store.uri });
  slow = await serve({ ...shared, MONGODB_URI: line.uri });
  close = async () => {
    await Promise.all([fast.close(), slow.close()]);
    line.close();
    await store.close();
  };
});
afterAll(() => close());

async function twoIn() {
  const [ann, bob] = [await slow.visitor(), await fast.visitor()];
  const room = await ann.open();
  const [a, b] = [await ann.enter(room._id), await bob.enter(room._id)];
  await b.call("chat", { chat: "edited all the time" });
  return { ann, bob, room, a, b };
}

test("who removes pictures over a slow line, while others edit, removes them, and everybody is told", {
  tags: ["thorough"],
}, async () => {
  const { ann, bob, room, a, b } = await twoIn();
  const pictures: Chat[] = [];
  for (let i = 0; i < 2; i++) pictures.push(await (await ann.upload(room._id, gif(), {})).json());
  line.delayMs = 40;
  let isOver = false;
  const editing = async () => {
    for (let i = 0; !isOver; i++) await b.call("editChat", { seq: 1, chat: `edit ${i}` });
  };
  const edits = editing();
  for (const { seq } of pictures) expect((await a.call("removeChat", { seq })).removedAt).toBeDefined();
  isOver = true;
  await edits;
  line.delayMs = 0;
  for (const { seq, gif } of pictures) {
    for (const client of [a, b]) await client.next("removeChat", (chat) => chat.seq === seq);
    expect((await bob.request("GET", gif!.url)).status).toBe(404);
  }
});

test("an edit before a reaction to the same chat is told elsewhere, also after a reaction to another", async () => {
  const { a, b } = await twoIn();
  await a.call("chat", { chat: "old" });
  await a.call("chat", { chat: "another" });
  await b.until(() => b.chats.length === 3);
  redis.signal("SIGSTOP");
  try {
    await a.call("editChat", { seq: 2, chat: "new" });
    await a.call("react", { seq: 3, emoji: "👍" });
    await a.call("react", { seq: 2, emoji: "👍" });
    await b.next("editChat", ({ seq, chat }) => seq === 2 && chat === "new");
  } finally {
    redis.signal("SIGCONT");
  }
});
