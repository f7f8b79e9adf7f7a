import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { at } from "../support/instances.js";
import type { Visitor } from "../support/visitor.js";
import { complaints, useFleet } from "./fleet.js";
import { expectNothingLost, Talker } from "./talker.js";

const fleet = await useFleet();
let ann: Visitor;
let room: string;
let talkers: Talker[];
let talking: Promise<void>[];

beforeAll(async () => {
  ann = await fleet.instances[0]!.visitor();
  room = (await ann.open({ max: 50 }))._id;
  talkers = [];
  for (let i = 0; i < 12; i++) {
    const visitor = i ? await fleet.instances[i % 3]!.visitor() : ann;
    talkers.push(new Talker(visitor, room));
  }
  await Promise.all(talkers.map((talker) => talker.connected()));
  talking = talkers.map((talker, i) => talker.talk(`t${i}`, 20));
});

const acknowledged = () => talkers.reduce((sum, talker) => sum + talker.acknowledged.length, 0);
const slowest = () => Math.round(Math.max(...talkers.map((talker) => talker.slowest)));
const behind = () => {
  const last = Math.max(...talkers.map(({ chats }) => chats.at(-1)?.seq ?? 0));
  return Math.max(...talkers.map(({ chats }) => last - (chats.at(-1)?.seq ?? 0)));
};

/** How long it takes until all members have received what was acknowledged up to this moment. */
async function caughtUp(): Promise<number> {
  const [begun, last] = [
    Date.now(),
    Math.max(...talkers.flatMap((one) => one.acknowledged.at(-1)?.seq ?? 0)),
  ];
  const late = () =>
    talkers
      .filter(({ chats }) => (chats.at(-1)?.seq ?? 0) < last)
      .map(({ chats, client, refusedBy, notices }) => ({
        seq: chats.at(-1)?.seq,
        connected: client.socket.connected,
        refusedBy: refusedBy.slice(-3),
        notices: notices.slice(-3),
      }));
  await expect.poll(late, { timeout: 20_000, interval: 20 }).toEqual([]);
  return Date.now() - begun;
}

describe("under load", () => {
  test.each([
    ["killed for 3 s", "SIGKILL", 3000],
    ["killed for 15 s", "SIGKILL", 15_000],
    ["frozen for 10 s", "SIGSTOP", 10_000],
  ] as const)(
    "acknowledgements go on while Redis is %s, and everybody catches up",
    async (what, signal, ms) => {
      for (const talker of talkers) talker.slowest = 0;
      fleet.redis.signal(signal);
      const before = acknowledged();
      const begun = Date.now();
      let furthest = 0;
      while (Date.now() - begun < ms) {
        await pause(100);
        furthest = Math.max(furthest, behind());
      }
      const during = acknowledged() - before;
      if (signal === "SIGSTOP") fleet.redis.signal("SIGCONT");
      else await fleet.redis.startAgain();
      const after = await caughtUp();
      console.log(
        `${what}: ${during} acknowledged meanwhile, the slowest after ${slowest()} ms; caught up ${after} ms after`,
      );
      expect(during).toBeGreaterThan(20 * (ms / 1000));
      expect(after).toBeLessThan(5000);
      // Without Redis, what others said came by the looks.
      expect(furthest).toBeGreaterThan(0);
      expect(talkers.flatMap(({ refusals }) => [...refusals.keys()])).toEqual([]);
      expect(complaints(fleet)).toEqual([]);
    },
  );

  test("posts are refused for now while the database is killed for 10 s, pages say so, and all goes on by itself", async () => {
    await fleet.database.kill("SIGKILL");
    const begun = Date.now();
    const page = await ann.get(`/room/${room}`);
    const waited = Date.now() - begun;
    expect([page.status, await page.text()]).toEqual([503, expect.stringContaining("<html")]);
    expect(waited).toBeLessThan(12_000);
    const posts = fleet.instances.map((instance) =>
      at(instance, ann).json("POST", `/room/${room}/chat`, { chat: "anybody?" }),
    );
    for (const { status, body } of await Promise.all(posts))
      expect([status, body.error.code]).toEqual([503, "BUSY"]);
    expect((await ann.get("/health")).status).toBe(503);
    await pause(Math.max(0, 10_000 - (Date.now() - begun)));
    const before = acknowledged();
    await fleet.startDatabase();
    const back = Date.now();
    await expect.poll(acknowledged, { timeout: 30_000, interval: 20 }).toBeGreaterThan(before + 100);
    const caught = await caughtUp();
    const codes = new Set(talkers.flatMap(({ refusals }) => [...refusals.keys()]));
    console.log(
      `pages refused after ${waited} ms; 100 acknowledged ${Date.now() - back - caught} ms after its return; refused with ${[...codes]}`,
    );
    expect([...codes].every((code) => code === "BUSY" || code === "no answer")).toBe(true);
    await expect.poll(async () => (await ann.get("/health")).status, { timeout: 20_000 }).toBe(200);
    expect(complaints(fleet)).toEqual([]);
  });

  test("no acknowledged message is missing anywhere at the end", async () => {
    for (const talker of talkers) talker.stop();
    await Promise.all(talking);
    const all = await expectNothingLost(talkers, ann, room);
    console.log(`${all.length} chats`);
    for (const talker of talkers) talker.close();
  });
});
