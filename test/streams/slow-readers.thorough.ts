/** @module-tag thorough */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import type { Client } from "../support/client.js";
import { useServer } from "../support/server.js";
import { Stream } from "../support/stream.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });
const LONG = "x".repeat(1990);

setFlagsFromString("--expose_gc");
const collect = runInNewContext("gc") as () => void;

function used(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Not more at once than a room takes. */
async function say(talker: Client, chats: number): Promise<void> {
  for (let said = 0; said < chats; said += 200)
    await Promise.all(Array.from({ length: 200 }, () => talker.call("chat", { chat: LONG })));
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);

test("who reads slowly what was missed fills no memory, and gets it once and in order", async () => {
  const ann = await server.visitor();
  const { _id: room } = await ann.open();
  const talker = await ann.enter(room);
  await say(talker, 8000);
  talker.received.length = 0;
  const before = used();
  const streams = await Promise.all([1, 2].map(() => Stream.enter(ann, room, { query: "?after=0" })));
  for (const stream of streams) stream.pause();
  const quick = await Stream.enter(ann, room, { query: "?after=0" });
  await quick.until(() => quick.chats.length === 8000, "It is slow", 60_000);
  quick.close();
  quick.received.length = 0;
  for (const stream of streams) stream.received.length = 0;
  expect(used() - before).toBeLessThan(40_000_000);
  for (const stream of streams) {
    stream.resume();
    await stream.until(() => stream.lastEventId === "8000.0", "It is slow", 60_000);
    const seqs = stream.chats.map(({ seq }) => seq);
    expect(seqs).toEqual(upTo(8000).slice(-seqs.length));
  }
  talker.close();
});

test("who takes none of what is said is cut off, and comes back for the rest", async () => {
  const ann = await server.visitor();
  const { _id: room } = await ann.open();
  const talker = await ann.enter(room);
  const stream = await Stream.enter(ann, room);
  stream.pause();
  const before = used();
  await say(talker, 12_000);
  talker.received.length = 0;
  expect(used() - before).toBeLessThan(60_000_000);
  stream.resume();
  await stream.over();
  const known = stream.chats.map(({ seq }) => seq);
  expect(known.length).toBeLessThan(12_000);
  const again = await Stream.enter(ann, room, { lastEventId: stream.lastEventId });
  await again.until(() => again.lastEventId === "12000.0", "It is slow", 60_000);
  expect([...known, ...again.chats.map(({ seq }) => seq)]).toEqual(upTo(12_000));
  talker.close();
});
