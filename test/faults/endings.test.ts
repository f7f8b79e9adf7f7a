import { expect, test } from "vitest";
import { at } from "../support/instances.js";
import { complaints, useFleet } from "./fleet.js";

const fleet = await useFleet({ EMPTY_ROOM_GRACE_MS: "0" });

test("a room whose last leave meets a join at another instance, 300 times, is removed once or lives on with its guest", async () => {
  const [A, B, C] = fleet.instances;
  const [ann, bob] = [await A!.visitor(), await B!.visitor()];
  const lobbies = await Promise.all([A, B, C].map((instance) => at(instance!, ann).lobby()));
  const outcome = { removed: 0, alive: 0 };
  const gone: string[] = [];
  for (let i = 0; i < 300; i++) {
    const { _id } = await ann.open();
    const leaving = await ann.enter(_id);
    const join = () => bob.enter(_id).catch((error: Error) => error.message);
    const early = i % 2 ? join() : undefined;
    const left = leaving.ask("leave");
    const joined = await (early ?? join());
    expect((await left).ok).toBe(true);
    if (typeof joined === "string") {
      expect(joined).toBe("ROOM_NOT_FOUND");
      outcome.removed++;
    } else {
      expect(await joined.call("chat", { chat: "alive" })).toMatchObject({ seq: 1 });
      outcome.alive++;
      joined.close();
    }
    gone.push(_id);
  }
  console.log(`removed ${outcome.removed} times, alive ${outcome.alive} times`);
  expect(Object.values(outcome).every((times) => times > 0)).toBe(true);
  for (const lobby of lobbies) {
    const removed = () =>
      lobby.received.filter(({ event }) => event === "removeRoom").map(({ payload }) => payload as string);
    await expect.poll(() => removed().length, { timeout: 15_000 }).toBeGreaterThanOrEqual(300);
    await lobby.next("news");
    await lobby.next("news");
    await lobby.next("news");
    expect(removed().sort()).toEqual([...gone].sort());
  }
  expect(complaints(fleet)).toEqual([]);
});
