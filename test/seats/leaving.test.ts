import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Answer } from "../../src/shared/events.js";
import type { Client } from "../support/client.js";
import { useServer } from "../support/server.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });
const left = { ok: true, data: null };

/** A room of Ann's, with two tabs of Bob's. */
async function prepare() {
  const [ann, bob] = [await server.visitor(), await server.visitor()];
  const { _id } = await ann.open();
  const hers = await ann.enter(_id);
  return {
    ann,
    hers,
    his: [await bob.enter(_id), await bob.enter(_id)] as const,
    member: await bob.me(),
    _id,
  };
}

// The client is in the server's process: what is sent in one turn has arrived before the first of it is handled.
const leave = (client: Client): Promise<Answer<null>> => client.ask("leave");

test("a second leave is acknowledged like the first", async () => {
  const { hers, his } = await prepare();
  expect(await Promise.all([leave(his[0]), leave(his[0]), leave(his[0])])).toEqual([left, left, left]);
  await his[0].next("disconnect");
  expect(await hers.next("exit")).toMatchObject({ people: 1 });
  hers.close();
});

test("a leave is acknowledged when another tab has left", async () => {
  const { hers, his } = await prepare();
  expect(await Promise.all(his.map(leave))).toEqual([left, left]);
  for (const tab of his) expect(await tab.next("kick")).toEqual({ reason: "left" });
  for (const tab of his) await tab.next("disconnect");
  hers.close();
});

test("a leave is acknowledged when its sender is kicked meanwhile", async () => {
  const { hers, his, member } = await prepare();
  const kicked = hers.ask("kick", { member: member.id });
  const answers = [kicked, leave(his[0]), leave(his[1])];
  expect(await Promise.all(answers)).toEqual([left, left, left]);
  for (const tab of his) await tab.next("disconnect");
  hers.close();
});

test("a leave is acknowledged, or its socket closed, when the room is removed meanwhile", async () => {
  const ann = await server.visitor();
  const guests = await Promise.all(Array.from({ length: 15 }, () => server.visitor()));
  for (let round = 0; round < 3; round++) {
    const { _id } = await ann.open({ crowd: "on", max: 20 });
    const inside = await Promise.all(guests.map((guest) => guest.enter(_id)));
    const removed = ann.request("DELETE", `/room/${_id}`);
    const answers: Promise<unknown>[] = [];
    // One in each turn of the event loop, so that some fall between the removal and its announcement.
    for (const guest of inside) {
      if (guest.socket.connected) answers.push(leave(guest).catch((error: Error) => error.message));
      await setImmediate();
    }
    for (const answer of await Promise.all(answers))
      expect([left, "socket has been disconnected"]).toContainEqual(answer);
    expect((await removed).status).toBe(204);
    for (const guest of inside) guest.close();
  }
});
