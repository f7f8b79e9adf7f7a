import { expect, test } from "vitest";
import { at } from "../support/instances.js";
import { race, untilBothOccurred } from "../support/race.js";
import { complaints, useFleet } from "./fleet.js";

const ROUNDS = 300;

const fleet = await useFleet({ EMPTY_ROOM_GRACE_MS: "0" });

test("a room whose last leave meets a join at another instance, 300 times, is removed once or lives on with its guest", async () => {
  const [A, B, C] = fleet.instances;
  const [ann, bob] = [await A!.visitor(), await B!.visitor()];
  const lobbies = await Promise.all([A, B, C].map((instance) => at(instance!, ann).lobby()));
  const gone: string[] = [];
  await untilBothOccurred(["removed", "alive"], { least: ROUNDS, most: 2 * ROUNDS }, async (lead) => {
    const { _id } = await ann.open();
    const leaving = await ann.enter(_id);
    const join = () => bob.enter(_id).catch((error: Error) => error.message);
    const [left, joined] = await race(lead, () => leaving.ask("leave"), join);
    expect(left.ok).toBe(true);
    gone.push(_id);
    if (typeof joined === "string") {
      expect(joined).toBe("ROOM_NOT_FOUND");
      return "removed";
    }
    expect(await joined.call("chat", { chat: "alive" })).toMatchObject({ seq: 1 });
    joined.close();
    return "alive";
  });
  for (const lobby of lobbies) {
    const removed = () =>
      lobby.received.filter(({ event }) => event === "removeRoom").map(({ payload }) => payload as string);
    await expect.poll(() => removed().length, { timeout: 15_000 }).toBeGreaterThanOrEqual(gone.length);
    await lobby.next("news");
    await lobby.next("news");
    await lobby.next("news");
    expect(removed().sort()).toEqual([...gone].sort());
  }
  expect(complaints(fleet)).toEqual([]);
});
