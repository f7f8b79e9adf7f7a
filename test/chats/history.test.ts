import { expect, test } from "vitest";
import type { Chat } from "../../src/shared/events.js";
import type { Client } from "../support/client.js";
import { useServer } from "../support/server.js";

const server = useServer();
const CHATS = 130;

/** The same every time. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

async function assertSame(socket: Client, known: readonly Chat[], random: (below: number) => number) {
  const limit = 1 + random(100);
  const at = random(known.length + 5);
  const before = known.filter(({ seq }) => seq < at);
  const after = known.filter(({ seq }) => seq > at);
  expect(await socket.call("history", { before: at, limit })).toEqual({
    chats: before.slice(-limit),
    more: before.length > limit,
  });
  expect(await socket.call("history", { after: at, limit })).toEqual({
    chats: after.slice(0, limit),
    more: after.length > limit,
  });
  expect(await socket.call("history", { limit })).toEqual({
    chats: known.slice(-limit),
    more: known.length > limit,
  });
}

test("pages of history are those of the moment, whatever is added, edited and removed between", async () => {
  const ann = await server.visitor();
  const { _id } = await ann.open();
  const socket = await ann.enter(_id);
  const say = (i: number) => socket.call("chat", { chat: `number ${i} 가` });
  const known: Chat[] = await Promise.all(Array.from({ length: CHATS }, (_, i) => say(i)));
  known.sort((a, b) => a.seq - b.seq);
  const random = randomNumbers(7);
  for (let step = 0; step < 40; step++) {
    const seq = 1 + random(known.length);
    const act = random(4);
    if (act === 0) known.push(await say(step));
    else if (act === 1 && !known[seq - 1]!.removedAt)
      known[seq - 1] = await socket.call("editChat", { seq, chat: `edited ${step}` });
    else if (act === 2 && !known[seq - 1]!.removedAt)
      known[seq - 1] = await socket.call("removeChat", { seq });
    await assertSame(socket, known, random);
  }
  socket.close();
});

test("pages that are asked while others write and edit hold what was acknowledged", async () => {
  const ann = await server.visitor();
  const { _id } = await ann.open();
  const [writer, reader] = [await ann.enter(_id), await ann.enter(_id)];
  let isOver = false;
  let acknowledged = 0;
  const writing = (async () => {
    for (let i = 1; i <= 60; i++) {
      await writer.call("chat", { chat: `${i}` });
      await writer.call("editChat", { seq: i, chat: `edited ${i}` });
      acknowledged = i;
    }
    isOver = true;
  })();
  while (!isOver) {
    const least = acknowledged;
    const { chats } = await reader.call("history", { after: Math.max(0, least - 20), limit: 100 });
    const edited = (chats as Chat[]).filter(({ seq }) => seq <= least);
    expect(edited.map(({ chat }) => chat)).toEqual(edited.map(({ seq }) => `edited ${seq}`));
    expect(edited).toHaveLength(Math.min(least, 20));
  }
  await writing;
  for (const one of [writer, reader]) one.close();
});
