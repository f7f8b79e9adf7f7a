import { setTimeout as pause } from "node:timers/promises";
import { mongo } from "mongoose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client } from "../support/client.js";
import { at } from "../support/instances.js";
import type { Visitor } from "../support/visitor.js";
import { complaints, useFleet } from "./fleet.js";

const fleet = await useFleet({ EMPTY_ROOM_GRACE_MS: "3000", LOST_CONNECTION_GRACE_MS: "0" });
let rooms: mongo.Collection<{ _id: string; members: { id: string }[] }>;
let client: mongo.MongoClient;

beforeAll(async () => {
  client = await mongo.MongoClient.connect(fleet.database.uri);
  rooms = client.db("gif-chat").collection("rooms");
});
afterAll(() => client.close());

const seated = async (room: string): Promise<number> =>
  (await rooms.findOne({ _id: room }))?.members.length ?? 0;

/** So many sessions, a few at a time. */
async function people(count: number): Promise<Visitor[]> {
  const all: Visitor[] = [];
  while (all.length < count) {
    const some = Array.from({ length: 50 }, (_, i) => fleet.instances[i % 3]!.visitor());
    all.push(...(await Promise.all(some)));
  }
  return all.slice(0, count);
}

/** Inside, or told that it is full: a machine that is too busy for a thousand at once may put some off. */
async function settled(visitor: Visitor, room: string): Promise<Client | "ROOM_FULL"> {
  for (;;) {
    const outcome = await visitor.enter(room).catch((error: Error) => error.message);
    if (outcome === "ROOM_FULL" || typeof outcome !== "string") return outcome;
    expect(outcome).toMatch(/^(BUSY|timeout|websocket error|No welcome was received.*)$/);
    await pause(500);
  }
}

describe("seats over three instances", () => {
  test("of 1,000 visitors who ask at once for 50 seats, 10 times, 50 get one, and there are never more", async () => {
    const crowd = await people(1000);
    for (let round = 0; round < 10; round++) {
      const { _id } = await crowd[0]!.open({ max: 50 });
      const begun = Date.now();
      let most = 0;
      let done = false;
      const watch = (async () => {
        for (; !done; await pause(5)) most = Math.max(most, await seated(_id));
      })();
      const outcomes = await Promise.all(
        crowd.map((one, i) => settled(at(fleet.instances[(i + round) % 3]!, one), _id)),
      );
      done = true;
      await watch;
      const inside = outcomes.filter((outcome) => outcome !== "ROOM_FULL");
      console.log(`round ${round}: ${Date.now() - begun} ms`);
      expect([inside.length, await seated(_id), most]).toEqual([50, 50, 50]);
      expect(outcomes.length - inside.length).toBe(950);
      for (const one of inside) one.close();
    }
    expect(complaints(fleet)).toEqual([]);
  });

  test("an instance that was paused past its lease drops its sockets, and no seat is there twice", async () => {
    const [ann, ...others] = await people(10);
    const { _id } = await ann!.open({ max: 5 });
    const [first, second, paused] = fleet.instances as [
      (typeof fleet.instances)[0],
      (typeof fleet.instances)[0],
      (typeof fleet.instances)[0],
    ];
    const stays = await at(first!, ann!).enter(_id);
    const sleepers = await Promise.all(others.slice(0, 4).map((one) => at(paused!, one).enter(_id)));
    expect(await seated(_id)).toBe(5);
    const noReturn = { reconnection: false };
    const silent = await at(paused!, ann!).enter(_id, undefined, noReturn);
    paused!.signal("SIGSTOP");
    const begun = Date.now();
    await expect.poll(() => seated(_id), { timeout: 25_000 }).toBe(1);
    const gone = Date.now() - begun;
    console.log(`seats of the paused instance were gone after ${gone} ms`);
    expect(gone).toBeLessThan(24_000);
    for (let i = 0; i < 4; i++) await stays.next("exit");
    const heirs = await Promise.all(others.slice(4, 8).map((one) => at(second!, one).enter(_id)));
    for (const sleeper of sleepers) sleeper.socket.io.reconnection(false);
    paused!.signal("SIGCONT");
    await Promise.all([...sleepers, silent].map((sleeper) => sleeper.next("disconnect")));
    for (let i = 0; i < 20; i++, await pause(200)) expect(await seated(_id)).toBe(5);
    // It serves again, under a new name.
    heirs[0]!.close();
    await expect.poll(() => seated(_id), { timeout: 15_000 }).toBe(4);
    const again = await at(paused!, others[8]!).enter(_id);
    expect(await again.call("chat", { chat: "back" })).toMatchObject({ chat: "back" });
    await stays.next("chat");
    for (const one of [stays, again, ...heirs] as Client[]) one.close();
    expect(complaints(fleet)).toEqual([]);
  });
});
