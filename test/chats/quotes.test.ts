import { afterAll, beforeAll, expect, test } from "vitest";
import { start } from "../../dist/embedded-mongo/index.js";
import type { Chat } from "../../src/shared/events.js";
import { serve, type TestServer } from "../support/server.js";
import { useFolder } from "../support/store.js";
import { type Line, lineTo } from "../support/tcp-proxy.js";

const folder = await useFolder();
let line: Line;
let server: TestServer;
let close: () => Promise<void>;

beforeAll(async () => {
  const store = await start({ dir: folder, listen: "tcp" });
  line = await lineTo(store.uri);
  server = await serve({ MONGODB_URI: line.uri });
  close = async () => {
    await server.close();
    line.close();
    await store.close();
  };
});
afterAll(() => close());

/** In the wire's BSON, `user: 1`: only who reads quotes asks for that field. */
const QUOTE_READ = "\u0010user\u0000";

/** Reads of quotes are answered when the returned function was called. */
function holdQuotes(): () => void {
  let resolve = () => {};
  const until = new Promise<void>((release) => {
    resolve = release;
  });
  line.held = 0;
  line.hold = { asked: QUOTE_READ, until };
  return () => {
    line.hold = undefined;
    resolve();
  };
}

const isHeld = () => expect.poll(() => line.held).toBe(1);

async function twoTalking() {
  const [ann, bob] = [await server.visitor(), await server.visitor()];
  const { _id } = await ann.open();
  const [a, b] = [await ann.enter(_id), await bob.enter(_id)];
  await a.call("chat", { chat: "first" });
  return { a, b };
}

test("an answer never shows its original older than an edit that was told before", async () => {
  const { a, b } = await twoTalking();
  const release = holdQuotes();
  const answer = b.call("chat", { chat: "answer", replyTo: 1 });
  await isHeld();
  await a.call("editChat", { seq: 1, chat: "second" });
  expect((await b.next("editChat")).chat).toBe("second");
  release();
  expect(((await answer) as Chat).replyTo).toMatchObject({ chat: "second" });
});
