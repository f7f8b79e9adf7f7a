import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RoomView } from "../../src/shared/events.js";
import { named } from "../support/database.js";
import { twoMembers, useInstances } from "../support/instances.js";
import { endIn } from "../support/rooms.js";
import { serve, type TestServer, useServer } from "../support/server.js";
import { startServer } from "../support/store.js";

const HOUR_MS = 3_600_000;
const server = useServer();

const left = ({ expiresAt }: RoomView): number => Date.parse(expiresAt!) - Date.now();

describe("a lifetime", () => {
  test("a room with a lifetime says when it ends, and stays without seats and unentered", async () => {
    const ann = await server.visitor();
    const lobby = await ann.lobby();
    const hours: Record<string, number> = { "1h": 1, "24h": 24, "7d": 168 };
    for (const [lifetime, count] of Object.entries(hours)) {
      const room = await ann.open({ lifetime });
      expect(room).toMatchObject({ lifetime, endsAt: null });
      expect(Math.abs(left(room) - count * HOUR_MS)).toBeLessThan(20_000);
      await ann.json("DELETE", `/room/${room._id}`);
    }
    const [room, other] = [await ann.open({ lifetime: "1h" }), await ann.open()];
    expect(other).toMatchObject({ lifetime: "left", expiresAt: null });
    for (const way of ["leave", "close"]) {
      const hers = await ann.enter(room._id);
      await hers.call("chat", { chat: way });
      if (way === "leave") await hers.call("leave");
      else hers.close();
    }
    (await ann.enter(other._id)).close();
    await lobby.next("removeRoom", (id) => id === other._id);
    const seen = async () => (await ann.json("GET", `/room/${room._id}`)).body.room;
    // The record's count of chats follows within seconds.
    await expect.poll(seen, { timeout: 10_000 }).toMatchObject({ _id: room._id, chats: 2 });
    for (const wrong of ["2h", "", null, 1])
      expect((await ann.json("POST", "/room", { title: "x", lifetime: wrong })).status).toBe(422);
    lobby.close();
  });

  test("hosts extend it by an hour, at most seven days ahead; without one there is nothing to extend", async () => {
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    const room = await ann.open({ lifetime: "1h" });
    const [hers, his] = [await ann.enter(room._id), await bob.enter(room._id)];
    expect(Math.round(left(await hers.call("extend")) / HOUR_MS)).toBe(2);
    await his.next("updateRoom", (view: RoomView) => left(view) > 1.5 * HOUR_MS);
    const { body } = await ann.json("POST", `/room/${room._id}/extend`);
    expect(Math.round(left(body) / HOUR_MS)).toBe(3);
    expect((await ann.form(`/room/${room._id}/extend`, {})).headers.get("location")).toBe(
      `/room/${room._id}`,
    );
    expect(await his.refusal("extend")).toBe("NOT_HOST");
    const long = await ann.open({ lifetime: "7d" });
    const most = (await ann.json("POST", `/room/${long._id}/extend`)).body;
    expect(Math.round(left(most) / HOUR_MS)).toBe(7 * 24);
    const none = await bob.open();
    expect((await bob.json("POST", `/room/${none._id}/extend`)).status).toBe(403);
    for (const one of [hers, his]) one.close();
  });

  test("a visitor's next room ends none with a lifetime", async () => {
    const strict = await serve({ RATE_LIMITS: "on", PROOF_OF_WORK: "off" });
    const ann = await strict.visitor();
    for (let i = 0; i < 3; i++) await ann.open({ lifetime: "1h" });
    expect((await ann.json("POST", "/room", { title: "one more" })).body.error.code).toBe("TOO_MANY_ROOMS");
    await strict.close();
  });
});

// Most of the time they wait for an end.
describe.concurrent("on a database of its own", () => {
  let database: Awaited<ReturnType<typeof startServer>>;
  beforeAll(async () => {
    database = await startServer();
  });
  afterAll(() => database.close());

  async function serveOn(name: string): Promise<{ uri: string; own: TestServer }> {
    const uri = named(database.uri, name);
    return { uri, own: await serve({ MONGODB_URI: uri }) };
  }

  test("a room that ends while the server is down is gone after the start, and others are not", async () => {
    const { uri, own } = await serveOn("down");
    const ann = await own.visitor();
    const [over, later] = [await ann.open({ lifetime: "1h" }), await ann.open({ lifetime: "1h" })];
    const hers = await ann.enter(over._id, undefined, { reconnection: false });
    await hers.call("chat", { chat: "soon gone" });
    await endIn(uri, over._id, 0);
    await own.restart();
    expect((await ann.json("GET", `/room/${over._id}/chats`)).status).toBe(404);
    expect((await ann.json("GET", `/room/${later._id}`)).status).toBe(200);
    hers.close();
    await own.close();
  });

  test("a room ends on time, and once, though the server was restarted before", {
    tags: ["thorough"],
  }, async () => {
    const { uri, own } = await serveOn("restarted");
    const ann = await own.visitor();
    const { _id } = await ann.open({ lifetime: "1h" });
    const hers = await ann.enter(_id);
    await own.restart();
    // All are back before the end is near, however slow the machine is.
    await hers.next("welcome");
    const lobby = await ann.lobby();
    const end = Date.now() + 8000;
    await endIn(uri, _id, 8000);
    expect(await hers.next("removeRoom")).toBe(_id);
    expect(Date.now()).toBeGreaterThanOrEqual(end);
    expect(Date.now()).toBeLessThan(end + 10_000);
    await lobby.next("removeRoom", (id) => id === _id);
    for (let i = 0; i < 2; i++) await lobby.next("news");
    expect([hers.has("removeRoom"), lobby.has("removeRoom")]).toEqual([false, false]);
    for (const one of [hers, lobby]) one.close();
    await own.close();
  });

  test("members are warned before the end, and then told of it", { tags: ["thorough"] }, async () => {
    const { uri, own } = await serveOn("warned");
    const ann = await own.visitor();
    const { _id } = await ann.open({ lifetime: "1h" });
    const hers = await ann.enter(_id);
    await endIn(uri, _id, 12_000);
    const { seconds, expiresAt } = await hers.next("ending");
    expect(seconds).toBeLessThanOrEqual(12);
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(12_000);
    await hers.next("removeRoom");
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt));
    expect(hers.has("ending")).toBe(false);
    hers.close();
    await own.close();
  });
});

describe.concurrent("over two instances", () => {
  const instances = useInstances(2);

  test("who comes within the last five minutes is warned too, once, and nobody after one more hour", {
    tags: ["thorough"],
  }, async () => {
    const { ann, room, a, b } = await twoMembers(instances, { lifetime: "1h" });
    await endIn(instances.uri, room._id, 240_000);
    const told = await a.next("ending");
    expect(await b.next("ending")).toMatchObject({ expiresAt: told.expiresAt });
    for (const server of instances.servers) {
      const late = await (await server.visitor()).enter(room._id);
      const { expiresAt, seconds } = await late.next("ending");
      expect([expiresAt, seconds > 200 && seconds <= 240]).toEqual([told.expiresAt, true]);
      await late.call("chat", { chat: "hello" });
      expect(late.has("ending")).toBe(false);
      late.close();
    }
    await ann.json("POST", `/room/${room._id}/extend`);
    await b.next("updateRoom", (view: RoomView) => left(view) > HOUR_MS);
    const later = await ann.enter(room._id);
    await later.call("chat", { chat: "still here" });
    for (const one of [a, b, later]) {
      expect(one.has("ending")).toBe(false);
      one.close();
    }
  });

  test("a room ends once, for lobbies and members at both", { tags: ["thorough"] }, async () => {
    const { ann, bob, room, a, b } = await twoMembers(instances, { lifetime: "1h" });
    const lobbies = [await ann.lobby(), await bob.lobby()];
    await endIn(instances.uri, room._id, 0);
    for (const one of [a, b]) expect(await one.next("removeRoom")).toBe(room._id);
    for (const lobby of lobbies) {
      await lobby.next("removeRoom", (id) => id === room._id);
      for (let i = 0; i < 2; i++) await lobby.next("news");
      expect(lobby.has("removeRoom")).toBe(false);
    }
    for (const one of [a, b, ...lobbies]) one.close();
  });
});
