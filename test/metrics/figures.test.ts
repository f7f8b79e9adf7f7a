import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { useInstances } from "../support/instances.js";
import { serve, useServer } from "../support/server.js";
import { useFolder } from "../support/store.js";
import { startProcess } from "../support/store-process.js";
import { ask, figuresOf } from "./scrape.js";

const server = useServer({ METRICS_TOKEN: "a-token-that-nobody-guesses", EMPTY_ROOM_GRACE_MS: "300000" });

const figures = (url = server.url) => figuresOf(url);

describe("the metrics", () => {
  test("the metrics count rooms, members, sockets, messages, their deliveries, and answers", async () => {
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    const { _id } = await ann.open();
    const sockets = [await ann.enter(_id), await bob.enter(_id), await ann.lobby()];
    for (let i = 0; i < 3; i++) await sockets[0]!.call("chat", { chat: `${i}` });
    await Promise.all(Array.from({ length: 40 }, () => sockets[1]!.call("chat", { chat: "x" })));
    await sockets[1]!.until(() => sockets[1]!.chats.length === 43);
    const found = await figures();
    expect(found).toMatchObject({
      gif_chat_rooms: 1,
      gif_chat_people: 2,
      gif_chat_database_up: 1,
      'gif_chat_sockets{namespace="chat"}': 2,
      'gif_chat_sockets{namespace="room"}': 1,
      gif_chat_chats_stored_total: 43,
      gif_chat_deliveries_total: 86,
      gif_chat_batch_chats_sum: 43,
      'gif_chat_ack_seconds_count{event="chat"}': 43,
    });
    expect(found.gif_chat_batch_chats_count).toBeLessThan(30);
    expect(found.gif_chat_redis_up).toBeUndefined();
    expect(found.nodejs_eventloop_lag_p99_seconds).toBeGreaterThanOrEqual(0);
    expect(found.process_resident_memory_bytes).toBeGreaterThan(1e7);
    for (const socket of sockets) socket.close();
    await expect.poll(async () => (await figures())['gif_chat_sockets{namespace="chat"}']).toBe(0);
  });

  test("the metrics count refusals by code, wherever they are given", async () => {
    const ann = await server.visitor();
    const { _id } = await ann.open({ password: "pw", max: 2 });
    const socket = await ann.enter(_id);
    const before = await figures();
    const more = async (code: string, times: number) => {
      const name = `gif_chat_refusals_total{code="${code}"}`;
      await expect.poll(async () => (await figures())[name]! - (before[name] ?? 0)).toBe(times);
    };
    const eve = await server.visitor();
    expect(await socket.refusal("chat", { chat: "" })).toBe("BAD_CHAT");
    await ann.form(`/room/${_id}/chat`, { chat: "" });
    await more("BAD_CHAT", 2);
    await eve.form("/room", { title: "" });
    await more("BAD_TITLE", 1);
    await eve.form(`/room/${_id}/enter`, { password: "no" });
    await more("WRONG_PASSWORD", 1);
    await expect(eve.enter(_id)).rejects.toThrow("PASSWORD_REQUIRED");
    await eve.page(`/room/${_id}`);
    await more("PASSWORD_REQUIRED", 2);
    await eve.page("/room/nowhere");
    await more("ROOM_NOT_FOUND", 1);
    await eve.form("/room", { title: "x" }, { origin: "http://evil.example" });
    await expect(
      eve.connect("/room", { extraHeaders: { origin: "http://evil.example" } }).connected(),
    ).rejects.toThrow();
    await more("CROSS_SITE", 2);
    socket.socket.emit("no-such-event", "x");
    socket.close();
    expect((await ask(server.url)).body).not.toMatch(/no-such-event|evil|nowhere/);
  });

  test("docs/operations.md names the metrics that there are, and no others", async () => {
    const page = readFileSync(new URL("../../docs/operations.md", import.meta.url), "utf8");
    const { body } = await ask(server.url);
    const told = new Set([...body.matchAll(/^# TYPE (gif_chat_\w+)/gm)].map(([, name]) => name));
    const named = new Set([...page.matchAll(/gif_chat_\w+/g)].map(([name]) => name.replace(/_bucket$/, "")));
    expect([...named].sort()).toEqual([...told].sort());
    for (const [name] of page.matchAll(/(?:nodejs|process)_\w+/g)) expect(body).toContain(`\n${name} `);
  });

  test("two servers in one process count each for itself", async () => {
    const other = await serve();
    const ann = await other.visitor();
    await ann.open();
    expect(await figures(other.url)).toMatchObject({ gif_chat_rooms: 1, gif_chat_chats_stored_total: 0 });
    await other.close();
  });

  test("the metrics are there without the database too, but for what only that knows", async () => {
    const store = await startProcess(await useFolder());
    const other = await serve({ MONGODB_URI: store.uri });
    expect(await figures(other.url)).toMatchObject({ gif_chat_database_up: 1, gif_chat_rooms: 0 });
    await store.kill("SIGKILL");
    const found = await figures(other.url);
    expect(found.gif_chat_database_up).toBe(0);
    expect(found).not.toHaveProperty("gif_chat_rooms");
    await other.close();
  });
});

describe("the metrics of several instances", () => {
  const instances = useInstances(2);

  test("instances count what each of them stored and sent, and say whether Redis answers", {
    tags: ["thorough"],
  }, async () => {
    const { servers, redis } = instances;
    const [here, there] = servers.map(({ url }) => url) as [string, string];
    const [ann, bob] = [await servers[0]!.visitor(), await servers[1]!.visitor()];
    const { _id } = await ann.open();
    const [hers, his] = [await ann.enter(_id), await bob.enter(_id)];
    for (let i = 0; i < 3; i++) await hers.call("chat", { chat: `${i}` });
    await his.call("chat", { chat: "3" });
    for (const socket of [hers, his]) await socket.until(() => socket.chats.length === 4);
    const both = { gif_chat_rooms: 1, gif_chat_redis_up: 1, gif_chat_deliveries_total: 4 };
    expect(await figures(here)).toMatchObject({ ...both, gif_chat_chats_stored_total: 3 });
    expect(await figures(there)).toMatchObject({ ...both, gif_chat_chats_stored_total: 1 });
    for (const url of [here, there])
      await expect.poll(async () => (await figures(url)).gif_chat_people, { timeout: 10_000 }).toBe(2);
    redis.signal("SIGKILL");
    const without = { gif_chat_redis_up: 0, gif_chat_database_up: 1, gif_chat_rooms: 1 };
    for (const url of [here, there]) await expect.poll(() => figures(url)).toMatchObject(without);
    for (const socket of [hers, his]) socket.close();
  });
});
