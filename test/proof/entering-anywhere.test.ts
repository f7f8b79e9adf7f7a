import { createConnection } from "mongoose";
import { expect, test } from "vitest";
import type { Client } from "../support/client.js";
import { at, useInstances } from "../support/instances.js";
import { solve } from "../support/proof.js";
import { endIn, readRoom } from "../support/rooms.js";
import type { TestServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const instances = useInstances(2, { EMPTY_ROOM_GRACE_MS: "300000" });
const servers = () => instances.servers as [TestServer, TestServer];

const enter = (who: Visitor, room: string): Promise<Client | string> =>
  who.enter(room).catch((error: Error) => error.message);
const prove = async (who: Visitor, room: string) =>
  (await who.json("POST", `/room/${room}/enter`, { proof: await solve(who, "enter") })).status;

const look = async (who: Visitor, room: string) => (await who.get(`/room/${room}?spectate=on`)).status;

/** What the operator's page writes. */
async function switchProofs(proofUntil: Date): Promise<void> {
  const connection = await createConnection(instances.uri).asPromise();
  const states = connection.collection<{ _id: string }>("sitestates");
  await states.updateOne({ _id: "site" }, { $set: { proofUntil } }, { upsert: true });
  await connection.close();
}

test("the setting holds at every instance, and so does a proof that was given at another", async () => {
  const [A, B] = servers();
  const [ann, bob, eve] = [await A.visitor(), await B.visitor(), await B.visitor()];
  const { _id: room } = await ann.open({ lifetime: "1h" });
  const hers = await ann.enter(room);
  const record = await readRoom(instances.uri, room);
  expect([record.proof, record.proven]).toEqual([undefined, undefined]);
  const watcher = await eve.watch(room);
  await hers.call("settings", { proof: true });
  expect(await watcher.next("kick")).toEqual({ reason: "proof" });
  expect(await enter(bob, room)).toBe("PROOF_REQUIRED");
  expect(await prove(at(A, bob), room)).toBe(200);
  const his = await bob.enter(room);
  await hers.call("kick", { member: (await bob.me()).id });
  await his.next("disconnect");
  expect(await enter(bob, room)).toBe("PROOF_REQUIRED");
  await endIn(instances.uri, room, 240_000);
  expect(await prove(eve, room)).toBe(200);
  const seat = await eve.enter(room);
  const next = await seat.call("next", {});
  expect(next).toMatchObject({ proof: true });
  expect(await enter(bob, next._id)).toBe("PROOF_REQUIRED");
  for (const one of [ann, eve]) (await one.enter(next._id)).close();
  for (const one of [hers, seat]) one.close();
});

test("the operator asks for it at all rooms, and disturbs nobody who is there", {
  tags: ["thorough"],
}, async () => {
  const [A, B] = servers();
  const [ann, bob, eve, dan] = [await A.visitor(), await B.visitor(), await A.visitor(), await B.visitor()];
  const { _id: room } = await ann.open();
  const [hers, his] = [await ann.enter(room), await bob.enter(room)];
  const watcher = await eve.watch(room);
  await switchProofs(new Date(Date.now() + 3_600_000));
  for (const server of [A, B]) {
    const late = await server.visitor();
    await expect.poll(() => look(late, room)).toBe(403);
    expect(await enter(late, room)).toBe("PROOF_REQUIRED");
    expect(await (await late.get(`/room/${room}?spectate=on`)).text()).toContain("this site asks newcomers");
    const refused = await late.json("POST", "/room", { title: "Another" });
    expect(refused.body.error).toMatchObject({ code: "PROOF_REQUIRED", purpose: "room" });
    const knock = await late.json("POST", `/room/${room}/knock`, {});
    expect(knock.body.error).toMatchObject({ code: "PROOF_REQUIRED", purpose: "knock" });
  }
  his.close();
  const again = await bob.enter(room);
  await hers.call("settings", { slow: 5 });
  await watcher.next("updateRoom", ({ slow }) => slow === 5);
  expect(watcher.has("kick")).toBe(false);
  expect((await watcher.call("history", {})).chats).toEqual([]);
  expect(await prove(dan, room)).toBe(200);
  (await at(A, dan).enter(room)).close();
  expect((await ann.json("GET", `/room/${room}`)).body.room.proof).toBe(false);
  await switchProofs(new Date(Date.now() - 1000));
  const free = await B.visitor();
  await expect.poll(() => look(free, room)).toBe(200);
  for (const one of [hers, again, watcher, await free.enter(room)]) one.close();
});
