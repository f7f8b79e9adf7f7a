import { expect, test } from "vitest";
import { ask } from "../metrics/scrape.js";
import { afterwards } from "../setup/afterwards.js";
import { useInstances } from "../support/instances.js";
import { serve, type TestServer } from "../support/server.js";
import { useFolder } from "../support/store.js";
import { startProcess } from "../support/store-process.js";

const METRICS_TOKEN = "a-token-that-nobody-guesses";
const bearer = { authorization: `Bearer ${METRICS_TOKEN}` };
const NAMES = [
  "database",
  "redis",
  "disk",
  "lease",
  "clock",
  "memory",
  "eventLoop",
  "pictureQueue",
  "budgets",
];

async function start(env: Record<string, string> = {}): Promise<TestServer> {
  const server = await serve({ METRICS_TOKEN, EMPTY_ROOM_GRACE_MS: "300000", ...env });
  afterwards(() => server.close());
  return server;
}

async function health({ url }: { url: string }, headers: Record<string, string> = {}) {
  const { status, body } = await ask(url, headers, "/health?details");
  return { status, found: JSON.parse(body) };
}

test("to the machine itself and to who has the token, /health says how everything is", async () => {
  const server = await start();
  for (const headers of [{}, { ...bearer, host: "chat.example.org" }, { ...bearer, via: "1.1 proxy" }]) {
    const { status, found } = await health(server, headers);
    expect([status, found.ok, Object.keys(found.checks)]).toEqual([200, true, NAMES]);
    expect(found).toMatchObject({ version: "0.1.0", uptime: expect.any(Number) });
    expect(Date.parse(found.startedAt)).toBeLessThanOrEqual(Date.now());
    expect(found.checks).toMatchObject({
      ...{ database: { ok: true }, redis: { ok: true, used: false }, lease: { ok: true, used: false } },
      disk: { DATA_DIR: { bytesFree: expect.any(Number) }, UPLOAD_DIR: { bytesFree: expect.any(Number) } },
      memory: { ok: true, rssBytes: expect.any(Number) },
      eventLoop: { busyPercent: expect.any(Number) },
      pictureQueue: { ok: true, pictures: { waiting: 0, running: 0 } },
      budgets: { ok: true, rooms: 0, maxRooms: 10_000, pictureBytes: 0 },
    });
  }
});

test("everybody else hears that it is up, and nothing else, whatever they claim", async () => {
  const server = await start();
  const behind = await start({ TRUST_PROXY: "1" });
  const strangers: Record<string, string>[] = [
    ...[{ host: "chat.example.org" }, { via: "1.1 proxy" }, { "x-forwarded-for": "127.0.0.1" }],
    ...[{ host: "evil.example", authorization: "Bearer wrong" }, { forwarded: "for=127.0.0.1" }],
  ];
  for (const headers of strangers)
    expect([headers, await ask(server.url, headers, "/health?details")]).toEqual([
      headers,
      { status: 200, body: '{"ok":true}' },
    ]);
  expect(await ask(server.url, {}, "/health")).toEqual({ status: 200, body: '{"ok":true}' });
  expect(await ask(behind.url, {}, "/health?details")).toEqual({ status: 200, body: '{"ok":true}' });
  expect((await health(behind, bearer)).found).toHaveProperty("checks");
});

test("when a budget is nearly used up, /health says which and what to do, and stays 200", async () => {
  const server = await start({ MAX_ROOMS: "1" });
  await (await server.visitor()).open();
  const { status, found } = await health(server);
  expect([status, found.ok, found.degraded]).toEqual([200, true, true]);
  expect(found.checks.budgets).toEqual({
    ...{ ok: false, rooms: 1, maxRooms: 1, pictureBytes: 0, maxPictureBytes: expect.any(Number) },
    why: expect.stringContaining("rooms"),
    todo: expect.stringContaining("MAX_ROOMS"),
  });
});

test("without the database /health is 503 within its bounds, and says so to who may know", async () => {
  const store = await startProcess(await useFolder());
  const server = await start({ MONGODB_URI: store.uri });
  expect((await health(server)).status).toBe(200);
  process.kill(store.pid, "SIGSTOP");
  try {
    // A stopped process may have answered until a moment ago.
    await expect.poll(async () => (await health(server)).status, { timeout: 20_000 }).toBe(503);
    const begun = performance.now();
    const [known, stranger] = await Promise.all([
      health(server),
      ask(server.url, { via: "x" }, "/health?details"),
    ]);
    expect(stranger).toEqual({ status: 503, body: '{"ok":false}' });
    expect([known.status, known.found.ok, known.found.degraded]).toEqual([503, false, true]);
    expect(known.found.checks.database).toMatchObject({
      ok: false,
      todo: expect.stringContaining("MONGODB_URI"),
    });
    expect(known.found.checks.memory).toHaveProperty("rssBytes");
    // Two for the ping, and one and a half for the rest; the machine may be slow.
    expect(performance.now() - begun).toBeLessThan(6000);
  } finally {
    process.kill(store.pid, "SIGCONT");
  }
});

const instances = useInstances(1, { METRICS_TOKEN });

test("an instance without Redis is degraded and up; its lease and its clock are looked at", async () => {
  const [server] = instances.servers as [TestServer];
  const before = (await health(server)).found.checks;
  expect([before.redis, before.lease, before.clock]).toMatchObject([
    ...[
      { ok: true, used: true },
      { ok: true, used: true },
      { ok: true, compared: true },
    ],
  ]);
  instances.redis.signal("SIGKILL");
  await expect.poll(async () => (await health(server)).found.checks.redis.ok).toBe(false);
  const { status, found } = await health(server);
  expect([status, found.ok, found.degraded]).toEqual([200, true, true]);
  expect(found.checks.redis.todo).toContain("REDIS_URL");
});
