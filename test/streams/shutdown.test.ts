/** @module-tag thorough */
import { expect, test } from "vitest";
import { ServerProcess } from "../support/server-process.js";
import { Stream } from "../support/stream.js";

test("a shutdown ends streams at once, and they go on after it where they ended", async () => {
  const child = await ServerProcess.start({ RATE_LIMITS: "off" });
  const ann = await child.visitor();
  const { _id: room } = await ann.open();
  await ann.json("GET", `/room/${room}`);
  const streams = [await Stream.enter(ann, room), await Stream.enter(ann, room)];
  const asleep = await Stream.enter(ann, room);
  asleep.pause();
  await ann.say(room, "before");
  for (const stream of streams) await stream.next("chat");
  const at = Date.now();
  child.signal("SIGTERM");
  for (const stream of streams) {
    expect(await stream.next("pause")).toEqual({ within: 2000 });
    await stream.over();
    expect(stream.retries).toHaveLength(2);
    expect(stream.retries[1]).toBeLessThanOrEqual(2000);
  }
  expect(await child.ended).toBe(0);
  expect(Date.now() - at).toBeLessThan(7000);
  expect(child.errors.replace(/^gif-chat warns: .*\n/gm, "")).toBe("");
  // Its line is written when a stream is over.
  const entries = child.output.split("\n").filter((line) => line.includes(`GET /room/${room}/events`));
  expect(entries.map((line) => JSON.parse(line).status)).toEqual([200, 200, 200]);
  asleep.close();
  await child.startAgain();
  await ann.say(room, "after");
  const [first] = streams;
  const again = await Stream.enter(ann, room, { lastEventId: first!.lastEventId });
  expect(await again.next("chat")).toMatchObject([{ seq: 2, chat: "after" }]);
  again.close();
  await child.end();
  await child.clean();
});
