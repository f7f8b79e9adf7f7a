import { describe, expect, test } from "vitest";
import type { Client } from "../support/client.js";
import { useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300" });
const strict = useServer({ RATE_LIMITS: "on", TRUST_PROXY: "1", EMPTY_ROOM_GRACE_MS: "300000" });

const requests: [string, ...unknown[]][] = [
  ["chat", { chat: "x" }],
  ["editChat", { seq: 1, chat: "x" }],
  ["removeChat", { seq: 1 }],
  ["nickname", { name: "Nick" }],
  ["whisper", { to: "x", chat: "x" }],
  ["kick", { member: "x" }],
  ["settings", { title: "x" }],
  ["renameRoom", { title: "x" }],
  ["typing"],
  ["extend"],
  ["nothing"],
];

/** A room with its opener in it, and somebody who watches. */
async function watched(where = server, fields: Record<string, unknown> = {}) {
  const addresses = where === strict ? ["10.1.0.1", "10.1.0.2"] : [undefined, undefined];
  const [ann, eve] = (await Promise.all(addresses.map((address) => where.visitor(address)))) as [
    Visitor,
    Visitor,
  ];
  const room = await ann.open(fields);
  const a = await ann.enter(room._id);
  await ann.say(room._id, "before");
  const watcher = await eve.watch(room._id);
  const welcome = await watcher.next("welcome");
  return { ann, eve, room: room._id, a, watcher, welcome };
}

const viewOf = async (who: Visitor, room: string) =>
  (await who.json("GET", "/")).body.rooms.find(({ _id }: { _id: string }) => _id === room);

const isClosed = async (watcher: Client, reason: string) => {
  expect(await watcher.next("kick")).toEqual({ reason });
  await watcher.next("disconnect");
};

describe("watching", () => {
  test("a watcher sees what is said, who comes and goes and what changes, and is seen by nobody", async () => {
    const { ann, eve, room, a, watcher, welcome } = await watched();
    const annIs = await ann.me();
    expect(welcome).toMatchObject({ watching: true, me: await eve.me(), lastSeq: 1 });
    expect(welcome.members).toEqual([annIs]);
    const bob = await server.visitor();
    const b = await bob.enter(room);
    expect(await watcher.next("join")).toMatchObject({ member: await bob.me(), people: 2 });
    const { seq } = await b.call("chat", { chat: "helo" });
    expect(await watcher.next("chat")).toMatchObject([{ chat: "helo" }]);
    await b.call("editChat", { seq, chat: "hello" });
    expect(await watcher.next("editChat")).toMatchObject({ chat: "hello" });
    await b.call("removeChat", { seq });
    expect(await watcher.next("removeChat")).toMatchObject({ seq });
    await b.call("nickname", { name: "Bob" });
    expect(await watcher.next("rename")).toMatchObject({ name: "Bob" });
    await a.call("hosts", { member: (await bob.me()).id, on: true });
    expect((await watcher.next("hosts")).hosts).toContain((await bob.me()).id);
    await a.call("settings", { title: "Another" });
    await watcher.next("updateRoom", ({ title }) => title === "Another");
    await a.call("whisper", { to: (await bob.me()).id, chat: "psst" });
    await b.next("whisper");
    await b.call("leave");
    expect(await watcher.next("exit")).toMatchObject({ people: 1 });
    expect(watcher.has("whisper")).toBe(false);
    const eveIs = await eve.me();
    for (const { event, payload } of a.received)
      expect([event, JSON.stringify(payload)]).not.toEqual([event, expect.stringContaining(eveIs.id)]);
    expect((await viewOf(eve, room)).people).toBe(1);
  });

  test("a watcher may read the history; every other request is refused, and leaving closes the connection", async () => {
    const { room, ann, watcher, a } = await watched();
    expect((await watcher.call("history", {})).chats).toHaveLength(1);
    for (const [event, ...args] of requests)
      expect([event, await watcher.refusal(event, ...args)]).toEqual([event, "NOT_ALLOWED"]);
    expect(await watcher.ask("leave")).toEqual({ ok: true, data: null });
    await watcher.next("disconnect");
    expect((await ann.json("GET", `/room/${room}/chats`)).body.chats).toMatchObject([{ chat: "before" }]);
    expect(["typing", "exit", "join", "rename"].filter((event) => a.has(event))).toEqual([]);
  });

  test("who also has a seat watches without losing it, and hears no whisper as a watcher", async () => {
    const { ann, room, a } = await watched();
    const bob = await server.visitor();
    const b = await bob.enter(room);
    const also = await bob.watch(room);
    await also.next("welcome");
    await a.call("whisper", { to: (await bob.me()).id, chat: "psst" });
    await b.next("whisper");
    await also.call("leave");
    expect(also.has("whisper")).toBe(false);
    expect((await viewOf(ann, room)).people).toBe(2);
  });

  test("watching keeps no room, and ends with it", async () => {
    const { a, room, watcher } = await watched();
    a.close();
    expect(await watcher.next("exit")).toMatchObject({ people: 0 });
    expect(await watcher.next("removeRoom")).toBe(room);
    await watcher.next("disconnect");
  });

  test.each([
    ["password", { password: "hush" }, { password: "" }, "PASSWORD_REQUIRED"],
    ["locked", { locked: true }, { locked: false }, "LOCKED"],
  ])("watching ends when the room is closed (%s), and is possible again when it is open", async (...one) => {
    const [reason, close, open, code] = one;
    const { eve, a, watcher, room } = await watched();
    await a.call("settings", close);
    await a.call("chat", { chat: "among us" });
    await isClosed(watcher, reason);
    expect(watcher.has("chat")).toBe(false);
    const told = watcher.received.filter(({ event }) => event === "updateRoom");
    expect(told.filter(({ payload }) => payload.secret || payload.locked)).toEqual([]);
    await expect(eve.watch(room)).rejects.toThrow(code);
    expect((await eve.json("GET", `/room/${room}?spectate=on`)).body.error.code).toBe(code);
    await a.call("settings", open);
    (await eve.watch(room)).close();
  });

  test("a ban ends watching, also of who has left, and holds against a new cookie", async () => {
    const { a, ann, room } = await watched(strict);
    const bob = await strict.visitor("10.1.0.7");
    const b = await bob.enter(room);
    await b.call("chat", { chat: "and away" });
    await b.call("leave");
    const watcher = await bob.watch(room);
    await watcher.next("welcome");
    await a.call("kick", { member: (await bob.me()).id, ban: true });
    await isClosed(watcher, "banned");
    for (const who of [bob, await strict.visitor("10.1.0.7")]) {
      await expect(who.watch(room)).rejects.toThrow("BANNED");
      expect((await who.get(`/room/${room}?spectate=on`)).headers.get("location")).toBe("/");
    }
    expect((await viewOf(ann, room)).people).toBe(1);
  });

  test("a page to watch takes no seat, and says so in JSON", async () => {
    const { eve, ann, room } = await watched();
    await ann.json("PATCH", `/room/${room}`, { max: 2 });
    (await (await server.visitor()).enter(room)).socket.once("disconnect", () => {});
    const { status, body } = await eve.json("GET", `/room/${room}?spectate=on`);
    expect([status, body.watching, body.members.length]).toEqual([200, true, 2]);
    expect((await eve.json("POST", `/room/${room}/chat`, { chat: "x" })).body.error.code).toBe("NOT_ALLOWED");
    expect((await eve.json("GET", `/room/${room}?spectate=perhaps`)).status).toBe(422);
    expect((await eve.json("GET", `/room/${room}`)).body.error.code).toBe("ROOM_FULL");
    expect((await viewOf(eve, room)).people).toBe(2);
  });

  test("a first visit that watches holds no place for the first message", async () => {
    const { room } = await watched();
    const carl = await server.visitor();
    carl.cookie = "";
    await carl.page(`/room/${room}?spectate=on`);
    expect((await carl.json("POST", `/room/${room}/chat`, { chat: "x" })).body.error.code).toBe(
      "NOT_ALLOWED",
    );
  });

  test("a member takes the transcript of a read-only room, and a watcher of no room", async () => {
    const { eve, ann, room } = await watched();
    await ann.json("PATCH", `/room/${room}`, { readOnly: true });
    const bob = await server.visitor();
    (await bob.enter(room)).socket.once("disconnect", () => {});
    expect((await bob.json("POST", `/room/${room}/chat`, { chat: "x" })).body.error.code).toBe("READ_ONLY");
    expect((await bob.get(`/room/${room}/transcript`)).status).toBe(200);
    expect((await eve.json("GET", `/room/${room}/transcript`)).body.error.code).toBe("NOT_ALLOWED");
  });
});

describe("how many watch", () => {
  test("a room has 200 places to watch, and a free one is given to the next", async () => {
    const { room, watcher } = await watched(server, { max: 2 });
    const eve = await server.visitor();
    const asked: PromiseSettledResult<Client>[] = [];
    while (asked.length < 205)
      asked.push(...(await Promise.allSettled(Array.from({ length: 41 }, () => eve.watch(room)))));
    const watching = asked.filter((outcome) => outcome.status === "fulfilled");
    const refused = asked.filter((outcome) => outcome.status === "rejected");
    expect(watching).toHaveLength(199);
    expect(refused.map(({ reason }) => reason.message)).toEqual(Array(6).fill("TOO_MANY_WATCHERS"));
    watcher.close();
    await expect
      .poll(() =>
        eve.watch(room).then(
          ({ socket }) => socket.connected,
          (error) => error.message,
        ),
      )
      .toBe(true);
    for (const { value } of watching) value.close();
  });

  test("one address has 50 of them", async () => {
    const { room, watcher } = await watched(strict);
    watcher.close();
    const eve = await strict.visitor("10.1.0.9");
    const open = await Promise.all(Array.from({ length: 50 }, () => eve.watch(room)));
    await expect(eve.watch(room)).rejects.toThrow("TOO_MANY_WATCHERS");
    (await (await strict.visitor("10.1.0.10")).watch(room)).close();
    for (const one of open) one.close();
  });
});
