import { describe, expect, test } from "vitest";
import type { RoomView } from "../../src/shared/events.js";
import type { Client } from "../support/client.js";
import { gif } from "../support/gif.js";
import { twoMembers, useInstances } from "../support/instances.js";
import { serve, useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });
const password = "correct horse";

async function two(fields: Record<string, unknown> = {}) {
  const [ann, bob] = [await server.visitor(), await server.visitor()];
  const { _id: room } = await ann.open(fields);
  const change = (settings: object) => ann.json("PATCH", `/room/${room}`, settings);
  return { ann, bob, room, change, hers: await ann.enter(room), his: await bob.enter(room) };
}

const codeOf = (error: unknown): string => (error as Error).message;
const enter = (who: Visitor, room: string): Promise<Client | string> => who.enter(room).catch(codeOf);

describe("settings", () => {
  test("a host changes any of them, by JSON, form and socket, and the room is told", async () => {
    const { ann, room, change, hers, his } = await two();
    const all = { title: "New", max: 5, listed: false, locked: true, slow: 15, readOnly: true, crowd: true };
    const { status, body } = await change(all);
    expect([status, body]).toMatchObject([200, all]);
    await his.next("updateRoom", (view: RoomView) => view.title === "New" && view.slow === 15);
    const form = await ann.form(`/room/${room}/settings`, { locked: "off", slow: "0", readOnly: "off" });
    expect([form.status, form.headers.get("location")]).toEqual([303, `/room/${room}/settings`]);
    await his.next("updateRoom", ({ locked, slow, readOnly }) => !locked && slow === 0 && !readOnly);
    expect(await hers.call("settings", { password })).toMatchObject({ secret: true });
    expect(await hers.call("settings", { password: "" })).toMatchObject({
      secret: false,
      title: "New",
      max: 5,
    });
    const wrongs: [object, string][] = [
      [{ max: 1 }, "BAD_MAX"],
      [{ max: 201 }, "BAD_MAX"],
      [{ max: "" }, "BAD_MAX"],
      [{ slow: 7 }, "BAD_INPUT"],
      [{ locked: "perhaps" }, "BAD_INPUT"],
      [{ listed: null }, "BAD_INPUT"],
      [{ title: "" }, "BAD_TITLE"],
      [{ password: "x".repeat(73) }, "BAD_PASSWORD"],
      [{ title: "Changed", slow: 7 }, "BAD_INPUT"],
    ];
    for (const [wrong, code] of wrongs)
      expect([wrong, (await change(wrong)).body.error.code]).toEqual([wrong, code]);
    expect((await ann.json("GET", `/room/${room}`)).body.room).toMatchObject({ title: "New", slow: 0 });
    for (const one of [hers, his]) one.close();
  });

  test("a new password lets those seated stay, and asks everybody else", { tags: ["thorough"] }, async () => {
    const { bob, room, change, hers, his } = await two();
    await change({ password });
    await his.call("chat", { chat: "still here" });
    his.close();
    (await bob.enter(room)).close();
    const eve = await server.visitor();
    expect(await enter(eve, room)).toBe("PASSWORD_REQUIRED");
    expect((await eve.json("POST", `/room/${room}/enter`, { password })).status).toBe(200);
    const hers2 = await eve.enter(room);
    await hers2.call("leave");
    await change({ password: "another" });
    expect(await enter(eve, room)).toBe("PASSWORD_REQUIRED");
    expect((await eve.json("GET", `/room/${room}/chats`)).status).toBe(403);
    await change({ password: "" });
    (await eve.enter(room)).close();
    hers.close();
  });

  test("whoever sits down as a password is set is a guest, or is asked for it", async () => {
    const ann = await server.visitor();
    const { _id } = await ann.open({ max: 50 });
    const hers = await ann.enter(_id);
    let isSet = false;
    const setting = hers.call("settings", { password }).finally(() => {
      isSet = true;
    });
    const outcomes: (Client | string)[] = [];
    const guests: Visitor[] = [];
    while (!isSet && outcomes.length < 40) {
      const who = await server.visitor();
      const entered = await enter(who, _id);
      outcomes.push(entered);
      if (typeof entered !== "string") guests.push(who);
    }
    expect((await setting).people).toBe(1 + guests.length);
    for (const refused of outcomes.filter((one) => typeof one === "string"))
      expect(refused).toBe("PASSWORD_REQUIRED");
    expect(await enter(await server.visitor(), _id)).toBe("PASSWORD_REQUIRED");
    for (const one of outcomes) if (typeof one !== "string") await one.call("leave");
    for (const guest of guests) (await guest.enter(_id)).close();
    hers.close();
  });
});

describe("a locked room", () => {
  test("a locked room lets in who is seated, hosts and nobody else, until they leave", async () => {
    const { ann, bob, room, change, hers, his } = await two();
    const carl = await server.visitor();
    const host = await carl.enter(room);
    await hers.call("hosts", { member: (await carl.me()).id, on: true });
    await change({ locked: true });
    his.close();
    const again = await bob.enter(room);
    await host.call("leave");
    (await carl.enter(room)).close();
    const eve = await server.visitor();
    expect(await enter(eve, room)).toBe("LOCKED");
    expect((await eve.json("GET", `/room/${room}`)).body.error.code).toBe("LOCKED");
    expect((await eve.json("GET", `/room/${room}/chats`)).status).toBe(403);
    expect((await eve.get(`/room/${room}`)).status).toBe(403);
    await again.call("leave");
    expect(await enter(bob, room)).toBe("LOCKED");
    await hers.call("leave");
    (await ann.enter(room)).close();
    await change({ locked: "off" });
    (await eve.enter(room)).close();
  });
});

describe("an unlisted room", () => {
  test("no list, search, total or event shows an unlisted room; listing and unlisting are told", async () => {
    const own = await serve({ EMPTY_ROOM_GRACE_MS: "300000" });
    const ann = await own.visitor();
    const lobby = await (await own.visitor()).lobby();
    const before = await lobby.next("news");
    const room = await ann.open({ title: "hiddenroom", listed: "off" });
    expect(room.listed).toBe(false);
    const hers = await ann.enter(room._id);
    await hers.call("chat", { chat: "quiet" });
    await hers.call("settings", { title: "hiddenroom two" });
    await hers.next("updateRoom", ({ title }) => title === "hiddenroom two");
    for (const query of ["", "?q=hiddenroom"])
      expect(JSON.stringify(await ann.json("GET", `/${query}`))).not.toContain(room._id);
    const after = await lobby.next("news", ({ at }) => Date.parse(at) > Date.now() - 500);
    expect(after.rooms).toBe(before.rooms);
    expect(JSON.stringify(lobby.received)).not.toContain(room._id);
    await hers.call("settings", { listed: true });
    expect((await lobby.next("newRoom", ({ _id }) => _id === room._id)).title).toBe("hiddenroom two");
    expect((await ann.json("GET", "/?q=hiddenroom")).body.rooms).toHaveLength(1);
    await hers.call("settings", { listed: false });
    await lobby.next("removeRoom", (id) => id === room._id);
    await hers.call("settings", { title: "gone again" });
    await hers.next("updateRoom", ({ title }) => title === "gone again");
    await ann.json("DELETE", `/room/${room._id}`);
    await hers.next("removeRoom");
    await lobby.next("news");
    const later = lobby.received.filter(({ payload }) => JSON.stringify(payload).includes(room._id));
    expect(later.filter(({ event }) => event !== "updateRoom")).toEqual([]);
    lobby.close();
    await own.close();
  });
});

describe("a secret room", () => {
  test("who is not let in sees neither members nor hosts nor how much is said", {
    tags: ["thorough"],
  }, async () => {
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    const lobby = await bob.lobby();
    const room = await ann.open({ title: "secretview", password });
    const hers = await ann.enter(room._id);
    await hers.call("chat", { chat: "inside" });
    const seen = async (who: Visitor) => (await who.json("GET", "/?q=secretview")).body.rooms[0];
    await hers.next("updateRoom", ({ chats }) => chats === 1);
    const views = [
      await seen(bob),
      await lobby.next("newRoom", ({ _id }) => _id === room._id),
      await lobby.next("updateRoom", ({ _id, people }) => _id === room._id && people === 1),
    ];
    for (const view of views) {
      expect(view).toMatchObject({ title: "secretview", owner: room.owner, members: [], hosts: [] });
      for (const name of ["chats", "lastChatAt", "acting"]) expect(view).not.toHaveProperty(name);
    }
    const inside = { members: [room.owner], hosts: [room.owner.id], chats: 1 };
    expect(await seen(ann)).toMatchObject(inside);
    await bob.json("POST", `/room/${room._id}/enter`, { password });
    expect(await seen(bob)).toMatchObject(inside);
    for (const one of [hers, lobby]) one.close();
  });
});

describe("slow mode and read-only rooms", () => {
  test("in a slow room a visitor waits between messages, pictures and whispers, and hosts do not", async () => {
    const { ann, bob, room, change, hers, his } = await two();
    await change({ slow: 60 });
    const first = await his.call("chat", { chat: "one", clientId: "a" });
    const refused = await his.ask("chat", { chat: "two", clientId: "b" });
    expect(refused).toMatchObject({
      ok: false,
      error: { code: "SLOW_MODE", retryAfter: expect.any(Number) },
    });
    expect(await his.call("chat", { chat: "one", clientId: "a" })).toEqual(first);
    const { status, body } = await bob.json("POST", `/room/${room}/chat`, { chat: "three" });
    expect([status, body.error.code]).toEqual([429, "SLOW_MODE"]);
    expect(body.error.retryAfter).toBeGreaterThan(40);
    const form = await bob.form(`/room/${room}/chat`, { chat: "typed too early" });
    expect([form.status, await form.text()]).toEqual([429, expect.stringContaining("typed too early")]);
    expect((await bob.upload(room, gif())).status).toBe(429);
    expect(await server.files()).toEqual([]);
    expect(await his.refusal("whisper", { to: (await ann.me()).id, chat: "psst" })).toBe("SLOW_MODE");
    for (const chat of ["a", "b"]) await hers.call("chat", { chat });
    expect(await his.call("editChat", { seq: first.seq, chat: "better" })).toMatchObject({ chat: "better" });
    await change({ slow: 0 });
    for (const chat of ["c", "d"]) await his.call("chat", { chat });
    for (const one of [hers, his]) one.close();
  });

  test("of many messages at the same moment a slow room takes one", async () => {
    const { change, hers, his } = await two();
    await change({ slow: 60 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => his.ask("chat", { chat: `${i}` })),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    const again = { chat: "x", clientId: "same" };
    await change({ slow: 0 });
    await change({ slow: 60 });
    const same = await Promise.all(Array.from({ length: 5 }, () => his.ask("chat", again)));
    expect(new Set(same.map((answer) => answer.ok && answer.data.seq)).size).toBe(1);
    for (const one of [hers, his]) one.close();
  });

  test("where hosts alone write, others neither write nor whisper nor edit, and get what they had sent", async () => {
    const { ann, bob, room, change, hers, his } = await two();
    const before = await his.call("chat", { chat: "before", clientId: "a" });
    const picture = await (await bob.upload(room, gif(), { clientId: "p" })).json();
    await change({ readOnly: "on" });
    expect(await his.refusal("chat", { chat: "after" })).toBe("READ_ONLY");
    expect(await his.refusal("whisper", { to: (await ann.me()).id, chat: "psst" })).toBe("READ_ONLY");
    expect(await his.refusal("editChat", { seq: before.seq, chat: "changed" })).toBe("READ_ONLY");
    expect((await bob.upload(room, gif())).status).toBe(403);
    expect(await his.call("chat", { chat: "before", clientId: "a" })).toEqual(before);
    expect(await (await bob.upload(room, gif(), { clientId: "p" })).json()).toEqual(picture);
    await hers.call("chat", { chat: "only me" });
    expect(await his.call("removeChat", { seq: before.seq })).toMatchObject({
      removedAt: expect.any(String),
    });
    for (const one of [hers, his]) one.close();
  });
});

describe("over two instances", () => {
  const instances = useInstances(2, { EMPTY_ROOM_GRACE_MS: "300000" });

  test("settings made at one hold at the other", { tags: ["thorough"] }, async () => {
    const { ann, bob, room, a, b } = await twoMembers(instances);
    const lobby = await bob.lobby();
    await a.call("settings", { readOnly: true, listed: false });
    await b.next("updateRoom", ({ readOnly }) => readOnly);
    expect(await b.refusal("chat", { chat: "no" })).toBe("READ_ONLY");
    await lobby.next("removeRoom", (id) => id === room._id);
    await a.call("settings", { readOnly: false, slow: 60, listed: true });
    await lobby.next("newRoom", ({ _id }) => _id === room._id);
    await b.next("updateRoom", ({ slow }) => slow === 60);
    const sent = [b.ask("chat", { chat: "x" }), b.ask("chat", { chat: "y" })];
    expect((await Promise.all(sent)).filter(({ ok }) => ok)).toHaveLength(1);
    await a.call("settings", { locked: true });
    const eve = await instances.servers[1]!.visitor();
    expect(await enter(eve, room._id)).toBe("LOCKED");
    await a.call("settings", { listed: false });
    await lobby.next("removeRoom", (id) => id === room._id);
    await ann.json("DELETE", `/room/${room._id}`);
    await b.next("removeRoom");
    await lobby.next("news");
    expect(lobby.has("removeRoom")).toBe(false);
    for (const one of [a, b, lobby]) one.close();
  });
});
