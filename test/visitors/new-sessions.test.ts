import { promisify } from "node:util";
import { expect, test } from "vitest";
import { FirstVisits } from "../../src/session/first-visits.js";
import { SessionStore } from "../../src/session/session-store.js";
import { serve, type TestServer } from "../support/server.js";
import { sessionsOf } from "../support/session.js";
import { useDatabase } from "../support/store.js";
import { Visitor } from "../support/visitor.js";

const UNRETURNED = 1000;
const DAY = 24 * 3600_000;

const { db, client } = await useDatabase();

/** A server behind a proxy that is trusted, so that a test can come from any address. */
const serveStrictly = (env: Record<string, string> = {}) =>
  serve({ RATE_LIMITS: "on", TRUST_PROXY: "on", ...env });

/** A page as a client without cookies asks for it. */
const ask = (server: TestServer, address: string, path = "/room", accept = "application/json") =>
  fetch(server.url + path, { headers: { "x-forwarded-for": address, accept } });

async function begin(server: TestServer, count: number, addressOf: (i: number) => string): Promise<number[]> {
  const statuses: number[] = [];
  const work = async () => {
    while (statuses.length < count) {
      const i = statuses.push(0) - 1;
      const answer = await ask(server, addressOf(i));
      await answer.arrayBuffer();
      statuses[i] = answer.status;
    }
  };
  await Promise.all(Array.from({ length: 20 }, work));
  return statuses;
}

const refusedIn = (statuses: number[]): number => statuses.filter((status) => status === 429).length;

test("an address begins a thousand sessions, and then only those who have one and who need none are served", {
  tags: ["thorough"],
}, async () => {
  const server = await serveStrictly();
  // All of one network, so one customer.
  const addressOf = (i: number) => `2001:db8:1:2::${i.toString(16)}`;
  const ann = new Visitor(server.url);
  const herGet = (path: string) => ann.get(path, { "x-forwarded-for": addressOf(0xa) });
  await herGet("/");
  expect(refusedIn(await begin(server, UNRETURNED - 1, addressOf))).toBe(0);
  expect(refusedIn(await begin(server, 5, addressOf))).toBe(5);

  const address = addressOf(0xffff);
  const page = await ask(server, address, "/", "text/html");
  expect([page.status, page.headers.get("retry-after"), page.headers.getSetCookie()]).toEqual([
    429,
    "10",
    [],
  ]);
  expect(await page.text()).toContain("That was a little fast.");
  const json = await (await ask(server, address, "/")).json();
  expect(json.error.code).toBe("TOO_MANY_REQUESTS");
  for (const path of ["/health", "/favicon.svg"]) expect((await ask(server, address, path)).status).toBe(200);
  expect((await ask(server, address, "/gif/nothing/here.gif")).status).toBe(404);
  for (const other of ["2001:db8:1:3::1", "198.51.100.8"])
    expect((await ask(server, other)).status).toBe(200);

  // A cookie that comes back makes room for one more.
  expect((await herGet("/")).status).toBe(200);
  expect(refusedIn(await begin(server, 3, addressOf))).toBe(2);
  expect((await herGet("/")).status).toBe(200);
  await server.close();
});

test("the networks of one IPv6 site have a limit together", () => {
  const visits = new FirstVisits();
  let sid = 0;
  const allowed = (count: number, address: string): number => {
    let begun = 0;
    for (let i = 0; i < count; i++) if (visits.begin(String(sid++), address)) begun++;
    return begun;
  };
  for (let network = 0; network < 16; network++)
    expect(allowed(UNRETURNED + 1, `2001:db8:1:${network.toString(16)}::1`)).toBe(UNRETURNED);
  expect(allowed(1, "2001:db8:1:ff::1")).toBe(0);
  expect(allowed(1, "2001:db8:2::1")).toBe(1);
});

test("behind a proxy that is not named, where everybody comes from loopback, no stranger is refused", {
  tags: ["thorough"],
}, async () => {
  const server = await serve({ RATE_LIMITS: "on" });
  expect(refusedIn(await begin(server, UNRETURNED + 20, () => "198.51.100.8"))).toBe(0);
  await server.close();
  const visits = new FirstVisits();
  for (const address of ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
    for (let i = 0; i < UNRETURNED + 1; i++) expect(visits.begin(`${address} ${i}`, address)).toBe(true);
});

test("a message for a form begins no session", { tags: ["thorough"] }, async () => {
  const server = await serveStrictly();
  const body = new URLSearchParams({ chat: "x".repeat(100_000) });
  const answer = await fetch(`${server.url}/room/unknown/chat`, { method: "POST", body, redirect: "manual" });
  expect([answer.status, answer.headers.getSetCookie()]).toEqual([413, []]);
  await server.close();
});

test("the stored sessions are bounded, and the first to expire go first", {
  tags: ["thorough"],
}, async () => {
  const MAX = 200;
  const store = new SessionStore(
    { client: client as never, dbName: db.databaseName },
    { cache: false, firstVisits: undefined, maxStored: MAX },
  );
  await store.prepare();
  const set = promisify((sid: string, returned: boolean, done: (error?: unknown) => void) => {
    const cookie = { originalMaxAge: DAY, expires: new Date(Date.now() + DAY) };
    store.set(sid, { cookie, returned } as never, done);
  });
  for (let i = 0; i < 20; i++) await set(`returned-${i}`, true);
  for (let i = 0; i < 300; i++) await set(`unreturned-${i}`, false);
  const stored = await sessionsOf(db).countDocuments();
  expect(stored).toBeLessThanOrEqual(MAX);
  expect(stored).toBeGreaterThanOrEqual(MAX - 10);
  for (const sid of ["returned-0", "returned-19", "unreturned-299"])
    expect([sid, await store.find(sid)]).toEqual([sid, expect.anything()]);
  for (const sid of ["unreturned-0", "unreturned-100"])
    expect([sid, await store.find(sid)]).toEqual([sid, undefined]);
  for (let i = 0; i < 240; i++) await set(`late-${i}`, true);
  expect(await sessionsOf(db).countDocuments()).toBeLessThanOrEqual(MAX);
  expect(await store.find("late-239")).toBeDefined();
});
