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
  for (let i = 0; i < 10; i++) {
    const { ann, hers, his, _id } = await prepare();
    const removed = ann.request("DELETE", `/room/${_id}`);
    const answers = await Promise.all(his.map((tab) => leave(tab).catch((error: Error) => error.message)));
    for (const answer of answers) expect([left, "socket has been disconnected"]).toContainEqual(answer);
    expect((await removed).status).toBe(204);
    for (const tab of his) await tab.next("disconnect");
    hers.close();
  }
});

test("what a kicked visitor has asked for before is answered before the socket is closed", async () => {
  const { hers, his, member } = await prepare();
  const said = his[0].ask("chat", { chat: "last words" });
  const kicked = hers.ask("kick", { member: member.id });
  const asked = his[0].ask("history", {});
  expect([(await said).ok, (await kicked).ok]).toEqual([true, true]);
  expect(await asked).toHaveProperty("ok");
  await his[0].next("disconnect");
  hers.close();
});
