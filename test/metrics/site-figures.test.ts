import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import sharp from "sharp";
import { afterEach, expect, test, vi } from "vitest";
import { afterwards } from "../setup/afterwards.js";
import { gif } from "../support/gif.js";
import { OPERATOR_TOKEN, operatorAt } from "../support/operator.js";
import { solve } from "../support/proof.js";
import { serve, type TestServer } from "../support/server.js";
import { useFolder } from "../support/store.js";
import { startProcess } from "../support/store-process.js";
import type { Visitor } from "../support/visitor.js";
import { figuresOf } from "./scrape.js";

const METRICS_TOKEN = "a-token-that-nobody-guesses";
const strict = { RATE_LIMITS: "on", TRUST_PROXY: "1", PROOF_OF_WORK: "off", EMPTY_ROOM_GRACE_MS: "300000" };

afterEach(() => void vi.useRealTimers());

async function start(env: Record<string, string>): Promise<TestServer> {
  const server = await serve({ METRICS_TOKEN, EMPTY_ROOM_GRACE_MS: "300000", ...env });
  afterwards(() => server.close());
  return server;
}

/** By their names without the prefix. */
async function figures(server: TestServer): Promise<Record<string, number>> {
  const found = await figuresOf(server.url, { authorization: `Bearer ${METRICS_TOKEN}` });
  return Object.fromEntries(Object.entries(found).map(([name, value]) => [name.slice(9), value]));
}

test("the metrics count reports by their kinds, those that wait, and what became of the webhook", {
  tags: ["thorough"],
}, async () => {
  const status = 204;
  const receiver = createServer((req, res) => req.resume().on("end", () => res.writeHead(status).end()));
  afterwards(() => void receiver.close());
  await once(receiver.listen(0, "127.0.0.1"), "listening");
  const REPORT_WEBHOOK = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const server = await start({ OPERATOR_TOKEN, REPORT_WEBHOOK });
  expect(await figures(server)).toMatchObject({ open_reports: 0 });
  const [ann, bob, eve] = [await server.visitor(), await server.visitor(), await server.visitor()];
  const { _id } = await ann.open();
  await ann.page(`/room/${_id}`);
  const { seq } = await ann.say(_id, "x");
  const picture = await (await ann.upload(_id, gif())).json();
  const report = (who: typeof ann, path: string) =>
    who.json("POST", `/room/${_id}${path}/report`, { reason: "" });
  // The second report of a visitor counts no more.
  for (const who of [bob, bob, eve]) expect((await report(who, `/chat/${seq}`)).status).toBe(202);
  await report(bob, `/chat/${picture.seq}`);
  await report(bob, "");
  await expect
    .poll(() => figures(server))
    .toMatchObject({
      'reports_total{kind="message"}': 2,
      'reports_total{kind="picture"}': 1,
      'reports_total{kind="room"}': 1,
      open_reports: 3,
      'report_webhooks_total{outcome="sent"}': 3,
    });
  const operator = await operatorAt(server);
  const { reports } = (await operator.json("GET", "/operator/reports")).body;
  await operator.json("POST", `/operator/reports/${reports[0].id}/decide`);
  expect(await figures(server)).toMatchObject({ open_reports: 2 });
  expect(await figures(await start({}))).not.toHaveProperty("open_reports");
});

test("the metrics count bans, and refusals by who banned", async () => {
  const server = await start({ ...strict, OPERATOR_TOKEN });
  const [ann, bob, eve] = [
    await server.visitor("10.0.0.1"),
    await server.visitor("10.0.0.2"),
    await server.visitor("10.0.0.3"),
  ];
  const { _id } = await ann.open();
  const hers = await ann.enter(_id);
  for (const who of [bob, eve]) await who.enter(_id);
  await hers.call("kick", { member: (await bob.me()).id, ban: true });
  await expect(bob.enter(_id)).rejects.toThrow("BANNED");
  expect((await bob.get(`/room/${_id}`)).status).toBe(303);
  const byHost = { room_bans_total: 1, site_bans: 0, 'ban_refusals_total{by="host"}': 2 };
  await expect.poll(() => figures(server)).toMatchObject(byHost);
  const { seq } = await eve.say(_id, "x");
  await ann.json("POST", `/room/${_id}/chat/${seq}/report`, { reason: "" });
  const operator = await operatorAt({ visitor: () => server.visitor("10.0.0.4") });
  const { reports } = (await operator.json("GET", "/operator/reports")).body;
  const ban = { where: "everywhere", hours: 24 };
  await operator.json("POST", `/operator/reports/${reports[0].id}/ban`, ban);
  await expect(eve.enter(_id)).rejects.toThrow("BANNED");
  expect((await eve.get("/")).status).toBe(403);
  const byOperator = { room_bans_total: 1, site_bans: 1, 'ban_refusals_total{by="operator"}': 2 };
  await expect.poll(() => figures(server)).toMatchObject({ ...byHost, ...byOperator });
});

test("the metrics count puzzles and waits by their purpose, and whether they were accepted", async () => {
  const server = await start({ PROOF_OF_WORK: "on" });
  const ann = await server.visitor();
  const open = async (proof?: string) => (await ann.json("POST", "/room", { title: "x", proof })).status;
  const proof = await solve(ann);
  expect([await open(), await open(proof), await open(proof)]).toEqual([403, 201, 403]);
  vi.useFakeTimers({ toFake: ["Date"] });
  const page = await (await ann.form("/room", { title: "x" })).text();
  const [, token] = /name="proof" value="([^"]+)"/.exec(page)!;
  vi.setSystemTime(Date.now() + 20_000);
  expect((await ann.form("/room", { title: "x", proof: token! })).status).toBe(303);
  const of = (event: string) => `proofs_total{purpose="room",event="${event}"}`;
  await expect
    .poll(() => figures(server))
    .toMatchObject({
      ...{ [of("puzzle")]: 1, [of("solved")]: 1, [of("wait")]: 1, [of("waited")]: 1 },
      ...{ [of("missing")]: 2, [of("refused")]: 1 },
      'proof_asked{by="setting"}': 1,
      'proof_asked{by="operator"}': 0,
    });
});

test("the metrics say when floods make everybody give a proof of work", { tags: ["thorough"] }, async () => {
  const server = await start({ ...strict, PROOF_OF_WORK: "auto", OPERATOR_TOKEN });
  const { _id } = await (await server.visitor("10.1.0.1")).open();
  expect(await figures(server)).toMatchObject({ 'proof_asked{by="refusals"}': 0 });
  const report = (who: Visitor) => who.json("POST", `/room/${_id}/report`, { reason: "" });
  for (let i = 0; i < 5; i++) {
    const robots = await Promise.all([0, 1, 2, 3].map(() => server.visitor(`10.0.${i}.1`)));
    const answers = await Promise.all(
      robots.flatMap((robot) => Array.from({ length: 8 }, () => report(robot))),
    );
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(2);
  }
  expect(await figures(server)).toMatchObject({ 'proof_asked{by="refusals"}': 1 });
});

test("the metrics say how full the site is, and count rooms that were ended for others", async () => {
  const server = await start({ ...strict, MAX_ROOMS: "5" });
  const [ann, bob] = [await server.visitor("10.0.0.1"), await server.visitor("10.0.0.2")];
  for (let i = 0; i < 4; i++) await ann.open();
  await bob.open({ listed: "off" });
  const ended = (limit: string) => `rooms_ended_for_space_total{limit="${limit}"}`;
  const found = await figures(server);
  expect(found).toMatchObject({ stored_rooms: 4, rooms: 3, max_rooms: 5, [ended("visitor")]: 1 });
  await bob.open();
  await (await server.visitor("10.0.0.3")).open();
  expect(await figures(server)).toMatchObject({
    stored_rooms: 5,
    [ended("visitor")]: 1,
    [ended("server")]: 1,
  });
});

test("the metrics tell how long requests and pictures waited, and which were never handled", {
  tags: ["thorough"],
}, async () => {
  const server = await start(strict);
  const ann = await server.visitor("10.0.0.1");
  const { _id } = await ann.open();
  await ann.page(`/room/${_id}`);
  const moving = await noisyWebp();
  const answers = await Promise.all(Array.from({ length: 8 }, () => ann.upload(_id, moving)));
  const count = (wanted: number) => answers.filter(({ status }) => status === wanted).length;
  // Four of one address may be converted or wait for it.
  expect([count(201), count(503)]).toEqual([4, 4]);
  const found = await figures(server);
  expect(found).toMatchObject({
    'queue_wait_seconds_count{queue="pictures"}': 8,
    'queue_wait_seconds_count{queue="animations"}': 4,
    'queue_dropped_total{queue="animations",reason="share"}': 4,
    'queue_jobs{queue="animations",state="waiting"}': 0,
    'queue_jobs{queue="animations",state="running"}': 0,
    unsent_bytes: 0,
  });
  expect(found['queue_wait_seconds_sum{queue="animations"}']).toBeGreaterThan(0);
  expect(found['queue_wait_seconds_count{queue="requests"}']).toBeGreaterThan(0);
});

/** So large that its conversion lasts until all others of it have come. */
async function noisyWebp(): Promise<Buffer> {
  const [width, height, frames] = [400, 300, 12];
  const noise = { type: "gaussian" as const, mean: 128, sigma: 60 };
  const create = { width, height: height * frames, channels: 3 as const, background: "#888", noise };
  const raw = await sharp({ create }).raw().toBuffer();
  const input = { raw: { width, height: height * frames, channels: 3 as const, pageHeight: height } };
  return sharp(raw, input).webp({ quality: 20, effort: 0 }).toBuffer();
}

test("without the database, what only that knows is missing, and what the server knows is there", async () => {
  const store = await startProcess(await useFolder());
  const server = await start({ MONGODB_URI: store.uri, OPERATOR_TOKEN });
  expect(await figures(server)).toMatchObject({ stored_rooms: 0, picture_bytes: 0, open_reports: 0 });
  await store.kill("SIGKILL");
  const found = await figures(server);
  expect(found).toMatchObject({ database_up: 0, site_bans: 0, max_rooms: 10_000, unsent_bytes: 0 });
  for (const name of ["stored_rooms", "picture_bytes", "open_reports", "rooms"])
    expect(found).not.toHaveProperty(name);
});
