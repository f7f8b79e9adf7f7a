import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RoomView } from "../../src/shared/events.js";
import type { ReplicaSet } from "../support/replica-set/index.js";
import { ServerProcess } from "../support/server-process.js";
import { startReplicaSet } from "../support/store-server.js";
import type { Visitor } from "../support/visitor.js";
import { complaints } from "./fleet.js";
import { expectNothingLost, Talker } from "./talker.js";

/** STEP_DOWNS=1 makes it a short run with ten visitors. */
const short = process.env.STEP_DOWNS;
const ROUNDS = Number(short ?? 5);
const [ROOMS, VISITORS_OF_ROOM] = short ? [2, 5] : [5, 20];
const AWAY_MS = 10_000;
const EVERY_MS = 30_000;
/** A request may wait for two operations in turn, on a machine that is busy with a hundred visitors. */
const MOST_MS = 15_000;

let set: ReplicaSet;
let server: ServerProcess;
let visitors: Visitor[];
const rooms: RoomView[] = [];
const talkersOf = new Map<string, Talker[]>();
const allTalkers = () => [...talkersOf.values()].flat();

beforeAll(async () => {
  set = await startReplicaSet();
  server = await ServerProcess.start({ MONGODB_URI: set.uri, RATE_LIMITS: "off" });
  visitors = [];
  while (visitors.length < ROOMS * VISITORS_OF_ROOM)
    visitors.push(...(await Promise.all(Array.from({ length: 5 }, () => server.visitor()))));
  for (let i = 0; i < ROOMS; i++) {
    const room = await visitors[i * VISITORS_OF_ROOM]!.open({ max: 50 });
    const members = visitors.slice(i * VISITORS_OF_ROOM, (i + 1) * VISITORS_OF_ROOM);
    rooms.push(room);
    talkersOf.set(
      room._id,
      members.map((visitor) => new Talker(visitor, room._id)),
    );
  }
  for (const talker of allTalkers()) await talker.connected();
}, 120_000);

afterAll(async () => {
  for (const talker of allTalkers()) talker.close();
  await server.end();
  await server.clean();
  await set.close();
});

interface Asked {
  status: number;
  code: string | undefined;
  ms: number;
}

/** Looks at pages and lists, as somebody who reads does, until it is told to stop. */
async function read(visitor: Visitor, room: string, asked: Asked[], going: () => boolean): Promise<void> {
  const paths = ["/", `/room/${room}`, `/room/${room}/chats?after=0`];
  for (let i = 0; going(); i++) {
    const begun = performance.now();
    const isPage = i % 2 === 0;
    const accept = isPage ? "text/html" : "application/json";
    const answer = await visitor.get(paths[i % paths.length]!, { accept });
    const text = await answer.text();
    const code = answer.ok || isPage ? undefined : JSON.parse(text).error.code;
    asked.push({ status: answer.status, code, ms: performance.now() - begun });
    if (answer.status === 503) expect(answer.headers.get("retry-after")).toBeTruthy();
    await pause(500);
  }
}

/** What else goes wrong while a primary steps down, a different thing each time. */
const besides: (() => void)[] = [
  () => {},
  () => set.cut(),
  () => void set.fail({ error: "ShutdownInProgress", at: "after" }, { forMs: 1000 }),
  () =>
    void set.fail(
      { writeConcernError: "WriteConcernFailed", at: "after" },
      { commands: ["insert"], times: 3 },
    ),
  () => void set.fail({ cut: "after" }, { every: 10, forMs: AWAY_MS + 2000 }),
];

/** Some visitors lose their connection while the database is away, and have to come back. */
function dropSome(talkers: Talker[]): void {
  for (const { client } of talkers.slice(0, talkers.length / 4)) client.socket.io.engine.close();
}

test("a primary that steps down for ten seconds, again and again, loses nothing, ends nothing and is said once", async () => {
  const talking = allTalkers().map((talker, i) => talker.talk(`t${i}`, 1000));
  let going = true;
  const asked: Asked[] = [];
  const reading = rooms.map(({ _id }, i) => read(visitors[i * VISITORS_OF_ROOM]!, _id, asked, () => going));
  const linesBefore = server.errors.split("\n").length;
  for (let round = 0; round < ROUNDS; round++) {
    const begun = Date.now();
    besides[round % besides.length]!();
    const steppedDown = set.stepDown(AWAY_MS);
    await pause(2000);
    dropSome(allTalkers());
    await steppedDown;
    const acknowledged = () => allTalkers().reduce((sum, talker) => sum + talker.acknowledged.length, 0);
    const before = acknowledged();
    await expect.poll(acknowledged, { timeout: 30_000 }).toBeGreaterThan(before + allTalkers().length);
    for (const talker of allTalkers()) await talker.connected();
    await pause(Math.max(0, EVERY_MS - (Date.now() - begun)));
  }
  going = false;
  for (const talker of allTalkers()) talker.stop();
  await Promise.all([...talking, ...reading]);

  for (const [i, { _id }] of rooms.entries()) {
    const ann = visitors[i * VISITORS_OF_ROOM]!;
    const all = await expectNothingLost(talkersOf.get(_id)!, ann, _id);
    const { body } = await ann.json("GET", `/room/${_id}`);
    expect(body.members).toHaveLength(VISITORS_OF_ROOM);
    console.log(`${all.length} chats in a room`);
  }
  const codes = new Set(allTalkers().flatMap(({ refusals }) => [...refusals.keys()]));
  expect([...codes].filter((code) => code !== "BUSY" && code !== "no answer")).toEqual([]);
  expect(asked.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
  expect([...new Set(asked.map(({ code }) => code))].filter((code) => code && code !== "BUSY")).toEqual([]);
  const slowest = Math.round(Math.max(...asked.map(({ ms }) => ms)));
  console.log(
    `${asked.length} asked, ${asked.filter(({ status }) => status === 503).length} put off, slowest ${slowest} ms`,
  );
  expect(slowest).toBeLessThan(MOST_MS);
  const notices = allTalkers().flatMap((talker) => talker.notices.filter(({ event }) => event !== "join"));
  expect(notices).toEqual([]);
  const statuses = server.output.match(/"status":500/g) ?? [];
  expect(statuses).toEqual([]);
  const lines = server.errors
    .split("\n")
    .slice(linesBefore - 1)
    .filter(Boolean);
  console.log(lines.join("\n"));
  // Where connections are cut as well, the database may be back for a moment between.
  expect(lines.length).toBeLessThanOrEqual(2 * (ROUNDS + 1));
  expect(complaints({ instances: [server] })).toEqual([]);
}, 420_000);
