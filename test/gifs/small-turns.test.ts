import { performance } from "node:perf_hooks";
import { expect, test, vi } from "vitest";
import { SmallPictures } from "../../src/services/gifs/small-pictures.js";
import type { Context } from "../../src/services/ports.js";

test("addresses take turns with their small versions, and three of each may wait", async () => {
  const calm = { idle: 1, active: 0, utilization: 0 };
  const utilization = vi.spyOn(performance, "eventLoopUtilization").mockReturnValue(calm);
  const outcomes: string[] = [];
  const order: string[] = [];
  let begin = (): void => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const context = {
    limiter: { enabled: true },
    background: { run: (job: () => Promise<void>) => job() },
    metrics: { smallPicture: (outcome: string) => outcomes.push(outcome), smallPicturesWaiting: () => {} },
    files: {
      temporary: "nowhere",
      find: async (room: string) => {
        order.push(room);
        await begun;
      },
    },
  };
  const small = new SmallPictures(context as unknown as Context, { keepSmall: async () => false });
  const add = (room: string, address: string) =>
    small.add(room, { file: room, width: 10, height: 10, frames: 2, bytes: 50_000 }, address);
  for (let i = 1; i <= 10; i++) add(`flood ${i}`, "192.0.2.1");
  await expect.poll(() => outcomes).toEqual(Array(7).fill("queue_full"));
  await expect.poll(() => order).toEqual(["flood 1"]);
  add("other", "192.0.2.2");
  begin();
  await expect.poll(() => outcomes.slice(7)).toEqual(Array(4).fill("gone"));
  expect(order).toEqual(["flood 1", "other", "flood 2", "flood 3"]);
  utilization.mockRestore();
});
