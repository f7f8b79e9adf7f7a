import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createConnection } from "mongoose";
import { Manager } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Store, start } from "../../dist/embedded-mongo/index.js";
import { connected, refusalOf } from "../support/client.js";
import { named } from "../support/database.js";
import { serve } from "../support/server.js";
import { ServerProcess } from "../support/server-process.js";
import { lineTo } from "../support/tcp-proxy.js";

let dir: string;
let store: Store;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "store-"));
  store = await start({ dir, listen: "tcp" });
});
afterAll(async () => {
  await store.close();
  await rm(dir, { recursive: true });
});

/** A line to a database of its own, since servers that know nothing of each other do not share one. */
const lineToOwn = (database: string) => lineTo(named(store.uri, database));

// They wait for timeouts.
describe.concurrent("a start without an answer of the database", () => {
  async function failed(uri: string): Promise<[number, string]> {
    const begun = Date.now();
    const child = await ServerProcess.launch({ MONGODB_URI: uri });
    expect(await child.ended).toBe(1);
    await child.clean();
    expect(child.errors.trim().split("\n")).toHaveLength(1);
    expect(child.output).toBe("");
    return [Date.now() - begun, child.errors];
  }

  test("a start ends when the database accepts connections and says nothing", {
    tags: ["thorough"],
  }, async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const [, line] = await failed(`mongodb://127.0.0.1:${port}/x`);
    expect(line).toMatch(/^gif-chat cannot go on: MONGODB_URI /);
    silent.close();
  });

  test("a start ends after fifteen seconds when the database falls silent in the middle", {
    tags: ["thorough"],
  }, async () => {
    const line = await lineTo(store.uri, "createIndexes");
    const [took, said] = await failed(line.uri);
    expect(said).toMatch(/^gif-chat cannot go on: it did not start within 15 seconds; .*MONGODB_URI/);
    expect(took).toBeGreaterThan(14_000);
    line.close();
  });
});

describe.concurrent("a database that falls silent", () => {
  test("/health says that a silent database is away, and the server serves again when it is back", async ({
    expect,
  }) => {
    const line = await lineToOwn("health");
    const server = await serve({ MONGODB_URI: line.uri });
    const ann = await server.visitor();
    const { _id } = await ann.open();
    const health = async () => {
      const answer = await fetch(`${server.url}/health`);
      return [answer.status, await answer.json()];
    };
    expect(await health()).toEqual([200, { ok: true }]);
    line.silent = true;
    // A page waits for the database for longer.
    const page = ann.page("/").catch(() => "cut off");
    expect(await Promise.race([health(), page])).toEqual([503, { ok: false }]);
    line.silent = false;
    line.cut();
    await expect.poll(health, { timeout: 20_000 }).toEqual([200, { ok: true }]);
    expect((await ann.json("GET", `/room/${_id}`)).status).toBe(200);
    await page;
    await server.close();
    line.close();
  });

  test("a silent database does not delay the refusal of a malformed auth", {
    tags: ["thorough"],
  }, async () => {
    const line = await lineToOwn("auth");
    const server = await serve({ MONGODB_URI: line.uri });
    const ann = await server.visitor();
    const extraHeaders = { cookie: ann.cookie };
    const manager = new Manager(server.url, { transports: ["websocket"], extraHeaders });
    await connected(manager.socket("/room"));
    line.silent = true;
    let isPageAnswered = false;
    const page = ann.get("/").catch(() => "cut off");
    void page.then(() => {
      isPageAnswered = true;
    });
    for (const auth of [{ room: 5 }, { room: "a", after: [] }, ["a"]]) {
      const { data } = await refusalOf(manager.socket("/chat", { auth }));
      expect(data.code).toMatch(/^(ROOM_NOT_FOUND|BAD_INPUT|BAD_REQUEST)$/);
    }
    expect(isPageAnswered).toBe(false);
    manager._close();
    line.silent = false;
    line.cut();
    await page;
    await server.close();
    line.close();
  });

  test("a silent database does not keep the server from ending within five seconds", {
    tags: ["thorough"],
  }, async () => {
    const line = await lineToOwn("ending");
    const child = await ServerProcess.start({ MONGODB_URI: line.uri });
    const ann = await child.visitor();
    const { _id } = await ann.open();
    const socket = await ann.enter(_id);
    await socket.call("chat", { chat: "stored" });
    line.silent = true;
    const unanswered = [socket.call("chat", { chat: "?" }), ann.get("/")].map((asked) =>
      asked.catch(() => "cut"),
    );
    const begun = Date.now();
    expect(await child.end()).toBe(0);
    // It gives up after four and a half; the rest is the machine's.
    expect(Date.now() - begun).toBeLessThan(7000);
    socket.close();
    await Promise.all(unanswered);
    await child.clean();
    line.close();
  });
});

describe("a room's record", () => {
  const names = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}-${i}`);

  test("a room's record keeps 2000 guests and 2000 bans: the first makes place for the next", async () => {
    const server = await serve({ MONGODB_URI: store.uri });
    const database = await createConnection(store.uri, { dbName: "gif-chat" }).asPromise();
    const rooms = database.db!.collection<{ _id: string; guests: string[]; bans: string[] }>("rooms");
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    const { _id } = await ann.open({ password: "meow" });
    const hers = await ann.enter(_id);
    expect(JSON.stringify(await rooms.findOne({ _id }))).not.toContain("meow");
    const full = { guests: names("guest", 2000), bans: names("banned", 2000) };
    await rooms.updateOne({ _id }, { $set: full });
    expect((await bob.form(`/room/${_id}/enter`, { password: "meow" })).status).toBe(303);
    const his = await bob.enter(_id);
    const { id } = await bob.me();
    expect((await rooms.findOne({ _id }))!.guests).toEqual([...full.guests.slice(1), id]);
    await hers.call("kick", { member: id, ban: true });
    await his.next("kick");
    const after = (await rooms.findOne({ _id }))!;
    expect(after.bans).toEqual([...full.bans.slice(1), id]);
    expect(after.guests).not.toContain(id);
    await expect(bob.enter(_id)).rejects.toThrow("BANNED");
    hers.close();
    await database.close();
    await server.close();
  });

  test("the lobby reads a room's record without the fields that may be long and are not shown", async () => {
    const line = await lineTo(store.uri);
    const server = await serve({ MONGODB_URI: line.uri });
    const database = await createConnection(store.uri, { dbName: "gif-chat" }).asPromise();
    const ann = await server.visitor();
    await Promise.all(names("room", 24).map((title) => ann.open({ title })));
    const full = { guests: names("guest", 2000), bans: names("banned", 2000) };
    await database.db!.collection("rooms").updateMany({}, { $set: full });
    const before = line.received;
    const { body } = await ann.json("GET", "/");
    expect(body.rooms).toHaveLength(24);
    // One record that is read in full would be more.
    expect(line.received - before).toBeLessThan(40_000);
    await database.close();
    await server.close();
    line.close();
  });
});
