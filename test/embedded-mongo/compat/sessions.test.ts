import { promisify } from "node:util";
import MongoStore from "connect-mongo";
import { mongo } from "mongoose";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { useDatabase } from "../../support/store.js";

const { uri, db } = await useDatabase();
const clientPromise = mongo.MongoClient.connect(uri);
const store = MongoStore.create({
  clientPromise: clientPromise as never,
  dbName: db.databaseName,
  collectionName: "sessions",
  touchAfter: 3600,
});

const get = promisify<string, object | null | undefined>(store.get.bind(store));
const set = (sid: string, data: object) => promisify<void>((done) => store.set(sid, data as never, done))();
const touch = (sid: string, data: object) =>
  promisify<void>((done) => store.touch(sid, data as never, done))();
const destroy = (sid: string) => promisify<void>((done) => store.destroy(sid, done))();
const length = () => promisify<number>((done) => store.length(done as never))();
const all = () => promisify<unknown>((done) => store.all(done as never))();
const clear = () => promisify<void>((done) => store.clear(done))();

const session = (name: string) => ({
  cookie: { originalMaxAge: 60_000, expires: new Date(Date.now() + 60_000) },
  name,
});

beforeEach(async () => {
  await set("warm", session("up")); // the store makes its index and collection on the way
  await clear();
});
afterAll(() => store.close());

describe("connect-mongo", () => {
  test("makes an index that lets sessions expire", async () => {
    await set("a", session("ann"));
    expect(await db.collection("sessions").indexes()).toContainEqual(
      expect.objectContaining({ key: { expires: 1 }, expireAfterSeconds: 0 }),
    );
  });

  test("keeps, changes and forgets a session", async () => {
    await set("a", session("ann"));
    expect(await get("a")).toMatchObject({ name: "ann" });
    await set("a", session("bob"));
    expect(await get("a")).toMatchObject({ name: "bob" });
    await destroy("a");
    expect(await get("a")).toBeNull();
  });

  test("counts, lists and clears", async () => {
    await Promise.all(["a", "b", "c"].map((name) => set(name, session(name))));
    expect(await length()).toBe(3);
    expect(await all()).toHaveLength(3);
    await clear();
    expect(await length()).toBe(0);
  });

  test("does not find a session whose time is over", async () => {
    await set("old", { ...session("old"), cookie: { expires: new Date(Date.now() - 1000) } });
    expect(await get("old")).toBeNull();
  });

  test("moves the end of a session when touched, and not more often than told", async () => {
    await set("a", session("ann"));
    const sessions = db.collection<{ _id: string; expires: Date }>("sessions");
    const before = (await sessions.findOne({ _id: "a" }))!.expires;
    const later = { cookie: { expires: new Date(Date.now() + 120_000) } };
    const fresh = (await get("a")) as object;
    await touch("a", { ...fresh, ...later });
    expect((await sessions.findOne({ _id: "a" }))!.expires).toEqual(before);
    await touch("a", { ...fresh, ...later, lastModified: new Date(0) });
    expect((await sessions.findOne({ _id: "a" }))!.expires.getTime()).toBeGreaterThan(before.getTime());
  });

  test("reports a touch of a session that is gone", async () => {
    await expect(touch("nobody", session("x"))).rejects.toThrow();
  });
});
