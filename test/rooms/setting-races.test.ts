/** @module-tag thorough */
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { start } from "../../dist/embedded-mongo/index.js";
import type { Client } from "../support/client.js";
import { startRedis } from "../support/redis.js";
import { serve, type TestServer } from "../support/server.js";
import { useFolder } from "../support/store.js";
import { lineTo } from "../support/tcp-proxy.js";

const folder = await useFolder();
let fast: TestServer;
let slow: TestServer;
let delay: (ms: number) => void;
let close: () => Promise<void>;

beforeAll(async () => {
  const store = await start({ dir: folder, listen: "tcp" });
  const line = await lineTo(store.uri);
  const shared = {
    REDIS_URL: (await startRedis()).url,
    UPLOAD_STORE: "gridfs",
    EMPTY_ROOM_GRACE_MS: "300000",
  };
  fast = await serve({ ...shared, MONGODB_URI: store.uri });
  slow = await serve({ ...shared, MONGODB_URI: line.uri });
  delay = (ms) => {
    line.delayMs = ms;
  };
  close = async () => {
    await Promise.all([fast.close(), slow.close()]);
    line.close();
    await store.close();
  };
});
afterAll(() => close());

/** A setting changes while visitors come in slowly: some are between the look at the room and the seat. */
async function raceWith(settings: object) {
  const ann = await fast.visitor();
  const crowd = await Promise.all(Array.from({ length: 12 }, () => slow.visitor()));
  const late = await slow.visitor();
  const { _id } = await ann.open({ max: 20 });
  const hers = await ann.enter(_id);
  delay(60);
  const asked = crowd.map(async (one, i): Promise<Client | string> => {
    await pause(i * 30);
    return one.enter(_id).catch((error: Error) => error.message);
  });
  await hers.next("join");
  const changed = await ann.json("PATCH", `/room/${_id}`, settings);
  // However fast the others were, one asks too late.
  asked.push(late.enter(_id).catch((error: Error) => error.message));
  const entered = await Promise.all(asked);
  delay(0);
  const inside = entered.filter((one) => typeof one !== "string");
  const { people, max } = (await ann.json("GET", `/room/${_id}`)).body.room;
  for (const one of [hers, ...inside]) one.close();
  // On a slow machine, some of those who want a seat at the same moment are told to try again.
  const refused = entered.filter((one) => typeof one === "string" && one !== "BUSY");
  return { changed, inside, people, max, refused };
}

test("nobody slips in as the room is locked", async () => {
  const { changed, inside, people, refused } = await raceWith({ locked: true });
  expect([changed.body.people, people]).toEqual([1 + inside.length, 1 + inside.length]);
  expect(new Set(refused)).toEqual(new Set(["LOCKED"]));
});

test("nobody slips in as a password is set, and whoever was in is a guest", async () => {
  const { changed, inside, people, refused } = await raceWith({ password: "correct horse" });
  expect([changed.body.people, people]).toEqual([1 + inside.length, 1 + inside.length]);
  expect(new Set(refused)).toEqual(new Set(["PASSWORD_REQUIRED"]));
});

test("nobody slips in as the room begins to ask for a proof of work", async () => {
  const { changed, inside, people, refused } = await raceWith({ proof: true });
  expect([changed.body.people, people]).toEqual([1 + inside.length, 1 + inside.length]);
  expect(new Set(refused)).toEqual(new Set(["PROOF_REQUIRED"]));
});

test("there are never fewer seats than are taken, though visitors sit down as they are lowered", async () => {
  const { changed, people, max } = await raceWith({ max: 3 });
  expect(people).toBeLessThanOrEqual(max);
  expect([changed.status, max]).toEqual(changed.status === 200 ? [200, 3] : [422, 20]);
});
