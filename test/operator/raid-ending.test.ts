import { EventEmitter } from "node:events";
import { createConnection } from "mongoose";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createModels, type Models } from "../../src/db/models/index.js";
import { AddressGroup } from "../../src/services/operator/raids/address-group.js";
import { newRaid } from "../../src/services/operator/raids/ended-raids.js";
import { RaidEnding, type RaidParts } from "../../src/services/operator/raids/raid-ending.js";
import { SiteBans } from "../../src/services/operator/site-bans.js";
import { SiteRulesStore } from "../../src/services/operator/site-rules-store.js";
import type { Context, DomainEvents } from "../../src/services/ports.js";
import { named } from "../support/database.js";
import { startServer } from "../support/store.js";

const HOUR_MS = 3600_000;
const ROOMS = ["one", "two", "three"];

let models: Models;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const store = await startServer();
  const connection = await createConnection(named(store.uri, `raid-${Date.now()}`)).asPromise();
  closing.push(
    () => connection.dropDatabase(),
    () => connection.close(),
    () => store.close(),
  );
  models = await createModels(connection);
});
afterAll(async () => {
  for (const close of closing) await close();
});

const endings: RaidEnding[] = [];
afterEach(() => {
  for (const ending of endings.splice(0)) ending.close();
});

beforeEach(async () => {
  for (const model of [models.rooms, models.siteBans, models.siteStates, models.endedRaids])
    await (model as Models["siteBans"]).deleteMany({});
  await models.rooms.create(
    [...ROOMS, "home"].map((_id, i) => ({
      ...{ _id, title: _id, born: _id, max: 9, createdAt: new Date(), touchedAt: new Date() },
      owner: { id: i < ROOMS.length ? "eve" : "ann", color: "#123456", name: "x" },
      members: [{ id: "eve", color: "#123456", name: "x" }],
      openedFrom: [i < ROOMS.length ? "A" : "C"],
    })),
  );
});

/** An instance whose work in the background begins when the test says so. */
function instance({ hasOthers = false } = {}) {
  const done: string[] = [];
  const jobs: (() => Promise<unknown>)[] = [];
  const shutdown = new AbortController();
  const events: DomainEvents = new EventEmitter();
  const bus = { hasOthers, publish: () => {} };
  const siteRules = new SiteRulesStore(models, bus as unknown as Context["bus"], events);
  const background = {
    closing: shutdown.signal,
    run: (job: () => Promise<unknown>) => job(),
    retryUntilDone: (job: () => Promise<unknown>) => void jobs.push(job),
  };
  const broadcaster = { bannedFromSite: () => {} };
  const seats = {
    isSeated: (room: string) => room === "home",
    expel: async (room: string, visitor: string) => done.push(`expel ${visitor} from ${room}`) > 0,
  };
  const context = { models, siteRules, events, bus, background, broadcaster } as unknown as Context;
  const bans = new SiteBans(context, seats);
  const parts: RaidParts = {
    ...{ bans, seats },
    removal: { removeAny: async (room) => (await models.rooms.deleteOne({ _id: room })).deletedCount > 0 },
    reports: { removeFrom: async (keys) => done.push(`reports of ${keys}`) },
    log: { writeAll: (_room, work) => work() },
    pictures: { removeChat: async () => {} },
  };
  const ending = new RaidEnding(context, parts);
  endings.push(ending);
  const work = () => Promise.all(jobs.splice(0).map((job) => job()));
  return { ...{ ending, siteRules, bans, parts, work, done, jobs }, shutDown: () => shutdown.abort() };
}

function raidOf(...visitors: string[]) {
  const group = new AddressGroup("A");
  for (const visitor of visitors) group.visitors.add(visitor);
  return newRaid([group], new Date(Date.now() + HOUR_MS));
}

const roomsLeft = async () => (await models.rooms.find().lean()).map(({ _id }) => _id).sort();

test("what failed half-way can be asked for again: one ban for each address, closed openings, nothing left", async () => {
  const { ending, siteRules, work, done } = instance();
  const set = siteRules.set.bind(siteRules);
  siteRules.set = () => Promise.reject(new Error("the database is away"));
  const raid = raidOf("eve");
  await expect(ending.end(raid)).rejects.toThrow("away");
  expect(await models.siteBans.countDocuments()).toBe(1);
  siteRules.set = set;
  const [unfinished] = await ending.unfinished();
  expect(await ending.end(unfinished!)).toBe(3);
  expect(siteRules.areOpeningsClosed).toBe(true);
  expect(await models.siteBans.find().lean()).toMatchObject([{ raid: raid._id, visitors: ["eve"] }]);
  await work();
  expect([await roomsLeft(), await ending.unfinished()]).toEqual([["home"], []]);
  expect(done).toEqual(["reports of A", "expel eve from home"]);
});

test("another instance goes on once the first is silent, and does not ban again who was let in since", async () => {
  const [first, second] = [instance({ hasOthers: true }), instance({ hasOthers: true })];
  const raid = raidOf("eve");
  await first.ending.end(raid);
  await second.ending.start();
  expect(second.jobs).toEqual([]);
  await second.bans.liftRaid(raid._id);
  await models.endedRaids.updateOne({ _id: raid._id }, { $set: { leasedUntil: new Date(0) } });
  await second.ending.start();
  const third = instance({ hasOthers: true });
  await third.ending.start();
  expect([second.jobs.length, third.jobs.length]).toEqual([1, 0]);
  // The first is not dead after all.
  await Promise.all([second.work(), first.work()]);
  expect([await roomsLeft(), await second.ending.unfinished()]).toEqual([["home"], []]);
  expect(await models.siteBans.countDocuments()).toBe(0);
});

test("a shutdown leaves the rest to the next start", async () => {
  const { ending, parts, work, shutDown } = instance();
  const { removeAny } = parts.removal;
  parts.removal.removeAny = async (room) => {
    shutDown();
    return removeAny(room);
  };
  const raid = raidOf("eve");
  await ending.end(raid);
  await models.rooms.create(
    Array.from({ length: 20 }, (_, i) => ({
      ...{ _id: `r${i}`, title: "x", born: `r${i}`, max: 9, createdAt: new Date(), touchedAt: new Date() },
      owner: { id: "eve", color: "#123456", name: "x" },
    })),
  );
  const toEnd = Array.from({ length: 20 }, (_, i) => `r${i}`);
  await models.endedRaids.updateOne({ _id: raid._id }, { $set: { toEnd } });
  await work();
  const [left] = await ending.unfinished();
  expect(left!.toEnd!.length).toBeGreaterThan(10);
  expect(left!.leasedUntil.getTime()).toBeLessThanOrEqual(Date.now());
  const next = instance();
  await next.ending.start();
  await next.work();
  expect([await roomsLeft(), await next.ending.unfinished()]).toEqual([["home", ...ROOMS].sort(), []]);
});

test("each instance takes away the seats that it has, without waiting for the one that ends the raid", async () => {
  const [first, second] = [instance({ hasOthers: true }), instance({ hasOthers: true })];
  await first.bans.banRaid(raidOf("eve"));
  await second.siteRules.load();
  await second.work();
  await first.work();
  expect(second.done).toEqual(["expel eve from home"]);
  expect(first.done).toEqual([]);
});
