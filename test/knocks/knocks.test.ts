import { describe, expect, test } from "vitest";
import { at, useInstances } from "../support/instances.js";
import { solve } from "../support/proof.js";
import { editRoom, longWithoutHost, readRoom } from "../support/rooms.js";
import { serve, useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });
const password = "correct horse";

const knock = (who: Visitor, room: string, message = "") =>
  who.json("POST", `/room/${room}/knock`, { message });

async function closedRoom(fields: Record<string, unknown> = { password }) {
  const [ann, bob] = [await server.visitor(), await server.visitor()];
  const { _id: room } = await ann.open(fields);
  return { ann, bob, bobIs: await bob.me(), room, hers: await ann.enter(room) };
}

describe("a knock", () => {
  test("from an address that has hit its limits needs a proof of work", async () => {
    const own = await serve({ RATE_LIMITS: "on", TRUST_PROXY: "1", EMPTY_ROOM_GRACE_MS: "300000" });
    const [ann, bob] = [await own.visitor("10.0.0.1"), await own.visitor("10.0.0.2")];
    const { _id: room } = await ann.open({ password });
    const { _id: open } = await ann.open();
    await bob.page(`/room/${open}`);
    const uploads = Array.from({ length: 61 }, () => bob.request("POST", `/room/${open}/gif`));
    expect((await Promise.all(uploads)).map(({ status }) => status)).toContain(429);
    const refused = await knock(bob, room);
    expect(refused.body.error).toMatchObject({ code: "PROOF_REQUIRED", purpose: "knock" });
    expect(await bob.page(`/room/${room}`)).toContain('data-proof="knock"');
    expect((await ann.json("GET", `/room/${room}/knocks`)).body.knocks).toEqual([]);
    const proof = await solve(bob, "knock");
    expect((await bob.json("POST", `/room/${room}/knock`, { proof })).status).toBe(202);
    await own.close();
  });

  test("hosts hear who knocks and why, and let them in; the one who knocked is told", async () => {
    const { ann, bob, bobIs, room, hers } = await closedRoom();
    const eve = await server.visitor();
    await eve.json("POST", `/room/${room}/enter`, { password });
    const guest = await eve.enter(room);
    const [his, others] = [await bob.lobby(), await eve.lobby()];
    expect(await knock(bob, room, " it is Bob ")).toMatchObject({ status: 202, body: { room } });
    const told = await hers.next("knock");
    expect(told).toEqual({ visitor: bobIs, message: "it is Bob", at: expect.any(String) });
    expect((await knock(bob, room)).body.error.code).toBe("KNOCK_PENDING");
    expect(await bob.page(`/room/${room}`)).toContain("You have knocked");
    expect((await ann.json("GET", `/room/${room}/knocks`)).body.knocks).toEqual([told]);
    expect((await eve.json("GET", `/room/${room}/knocks`)).body.error.code).toBe("NOT_HOST");
    expect(await guest.refusal("answerKnock", { visitor: bobIs.id, admit: true })).toBe("NOT_HOST");
    await hers.call("answerKnock", { visitor: bobIs.id, admit: true });
    expect(await his.next("admitted")).toEqual({ room });
    expect(await hers.next("knockAnswered")).toEqual({ visitor: bobIs.id, admitted: true });
    const inside = await bob.enter(room);
    await hers.next("join", ({ member }) => member.id === bobIs.id);
    expect(await hers.refusal("answerKnock", { visitor: bobIs.id, admit: true })).toBe("MEMBER_NOT_FOUND");
    expect((await ann.json("GET", `/room/${room}/knocks`)).body.knocks).toEqual([]);
    expect(guest.has("knock") || guest.has("knockAnswered") || others.has("admitted")).toBe(false);
    for (const one of [hers, guest, his, others, inside]) one.close();
  });

  test("who is admitted stays so over a restart, past the lock, until they leave", async () => {
    const own = await serve({ EMPTY_ROOM_GRACE_MS: "300000" });
    const [ann, bob] = [await own.visitor(), await own.visitor()];
    const { _id: room } = await ann.open({ lifetime: "1h" });
    await ann.json("PATCH", `/room/${room}`, { locked: true });
    const form = await bob.form(`/room/${room}/knock`, { message: "" });
    expect([form.status, form.headers.get("location")]).toEqual([303, `/room/${room}`]);
    const page = await bob.get(`/room/${room}`);
    expect([page.status, await page.text()]).toEqual([
      403,
      expect.stringContaining("No host is in the room"),
    ]);
    await ann.form(`/room/${room}/knocks/${(await bob.me()).id}`, { admit: "on" });
    await own.restart();
    const inside = await bob.enter(room);
    await inside.call("leave");
    expect(await bob.enter(room).catch((error: Error) => error.message)).toBe("LOCKED");
    await own.close();
  });

  test("a refusal is told, and pauses; banned visitors and those who are let in do not knock", async () => {
    const { ann, bob, bobIs, room, hers } = await closedRoom();
    const his = await bob.lobby();
    await knock(bob, room);
    await hers.next("knock");
    await ann.json("POST", `/room/${room}/knocks/${bobIs.id}`, {});
    expect(await his.next("declined")).toEqual({ room });
    const { status, body } = await knock(bob, room);
    expect([status, body.error.code]).toEqual([429, "TOO_MANY_REQUESTS"]);
    expect(body.error.retryAfter).toBeGreaterThan(500);
    expect(await bob.page(`/room/${room}`)).toContain("You can knock again");
    const [carl, dora] = [await server.visitor(), await server.visitor()];
    await carl.json("POST", `/room/${room}/enter`, { password });
    const guest = await carl.enter(room);
    expect((await knock(carl, room)).status).toBe(202);
    await hers.call("kick", { member: (await carl.me()).id, ban: true });
    expect((await knock(carl, room)).body.error.code).toBe("BANNED");
    expect((await knock(dora, "nothing")).status).toBe(404);
    expect((await knock(dora, room, "x".repeat(141))).status).toBe(422);
    expect(hers.has("knock")).toBe(false);
    for (const one of [hers, his, guest]) one.close();
  });

  test("a ban takes an open knock away, and the hosts and the one who knocked are told", async () => {
    const { ann, bob, bobIs, room, hers } = await closedRoom();
    await bob.json("POST", `/room/${room}/enter`, { password });
    const inside = await bob.enter(room);
    await inside.call("chat", { chat: "hello" });
    await inside.call("leave");
    await hers.call("settings", { password: "another one" });
    const his = await bob.lobby();
    await knock(bob, room);
    await hers.next("knock");
    await hers.call("kick", { member: bobIs.id, ban: true });
    expect(await hers.next("knockAnswered")).toEqual({ visitor: bobIs.id, admitted: false });
    expect(await his.next("declined")).toEqual({ room });
    expect((await ann.json("GET", `/room/${room}/knocks`)).body.knocks).toEqual([]);
    for (const one of [hers, his]) one.close();
  });

  test("at most 20 knock at a room at once, and 3 from one address", { tags: ["thorough"] }, async () => {
    const { room, hers } = await closedRoom();
    const crowd = await Promise.all(Array.from({ length: 30 }, () => server.visitor()));
    const answers = await Promise.all(crowd.map((one) => knock(one, room)));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(20);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
    hers.close();
    const strict = await serve({ RATE_LIMITS: "on", TRUST_PROXY: "1", EMPTY_ROOM_GRACE_MS: "300000" });
    const ann = await strict.visitor("10.0.0.1");
    const [first, second] = [await ann.open({ password }), await ann.open({ password })];
    const near = await Promise.all(Array.from({ length: 4 }, () => strict.visitor("10.0.0.2")));
    const rooms = [first, first, second, second].map(({ _id }) => _id);
    const statuses: number[] = [];
    for (const [i, one] of near.entries()) statuses.push((await knock(one, rooms[i]!)).status);
    expect(statuses).toEqual([202, 202, 202, 429]);
    expect((await knock(await strict.visitor("10.0.0.3"), first._id)).status).toBe(202);
    const bea = await strict.visitor("10.0.0.4");
    const many = [first, second, await bea.open({ password }), await bea.open({ password })];
    const both = await Promise.all(many.map(() => strict.visitor("10.0.0.5")));
    const atOnce = await Promise.all(both.map((one, i) => knock(one, many[i]!._id)));
    expect(atOnce.map((one) => one.status).sort()).toEqual([202, 202, 202, 429]);
    await strict.close();
  });
});

describe("over two instances", () => {
  const instances = useInstances(2, { EMPTY_ROOM_GRACE_MS: "300000" });

  test("a knock at one is heard and answered once at the other, and the entry is at either", async () => {
    const [A, B] = instances.servers;
    const [ann, bob] = [await A!.visitor(), await B!.visitor()];
    const { _id: room } = await ann.open({ password });
    const tabs = [await ann.enter(room), await at(B!, ann).enter(room)] as const;
    const his = await bob.lobby();
    const visitor = (await bob.me()).id;
    await knock(bob, room);
    for (const tab of tabs) await tab.next("knock");
    const answers = await Promise.all(tabs.map((tab) => tab.ask("answerKnock", { visitor, admit: true })));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await his.next("admitted")).toEqual({ room });
    const inside = await at(A!, bob).enter(room);
    expect(his.has("admitted")).toBe(false);
    for (const one of [...tabs, his, inside]) one.close();
  });

  test("who is let in pushes the oldest out of a full list", async () => {
    const [A, B] = instances.servers;
    const [ann, bob] = [await A!.visitor(), await B!.visitor()];
    const { _id: room } = await ann.open({ password });
    const invited = Array.from({ length: 2000 }, (_, i) => `visitor-${i}`);
    await editRoom(instances.uri, room, { invited });
    await knock(bob, room);
    const { id } = await bob.me();
    await ann.json("POST", `/room/${room}/knocks/${id}`, { admit: true });
    expect((await readRoom(instances.uri, room)).invited).toEqual([...invited.slice(1), id]);
  });

  test("an invite that takes a knock away is a new revision, so that no other knock writes it back", async () => {
    const [A, B] = instances.servers;
    const [ann, bob] = [await A!.visitor(), await B!.visitor()];
    const { _id: room } = await ann.open({ password });
    const { url } = (await ann.json("POST", `/room/${room}/invites`, {})).body;
    await knock(bob, room);
    const before = await readRoom(instances.uri, room);
    expect((await bob.json("POST", url)).status).toBe(200);
    const after = await readRoom(instances.uri, room);
    expect([after.knocks, after.rev]).toEqual([[], Number(before.rev) + 1]);
  });

  test("an acting host answers knocks, until a host is back", async () => {
    const [A, B] = instances.servers;
    const [ann, bob, eve, carl] = [
      await A!.visitor(),
      await B!.visitor(),
      await A!.visitor(),
      await B!.visitor(),
    ];
    const { _id: room } = await ann.open({ password, lifetime: "1h" });
    await ann.page(`/room/${room}`);
    await bob.json("POST", `/room/${room}/enter`, { password });
    const his = await bob.enter(room);
    await ann.json("POST", `/room/${room}/leave`);
    await longWithoutHost(instances.uri, room);
    const { id } = await bob.me();
    await his.next("hosts", (told) => told.acting === id);
    await knock(eve, room, "let me in");
    const { visitor } = await his.next("knock");
    expect(await bob.page(`/room/${room}/knocks`)).toContain("let me in");
    await his.call("answerKnock", { visitor: visitor.id, admit: true });
    expect((await eve.json("GET", `/room/${room}/knock`)).body.isAdmitted).toBe(true);
    const hers = await at(B!, ann).enter(room);
    await his.next("hosts", (told) => told.acting === undefined);
    await knock(carl, room);
    await hers.next("knock");
    expect((await bob.json("GET", `/room/${room}/knocks`)).body.error.code).toBe("NOT_HOST");
    expect(his.has("knock")).toBe(false);
    for (const one of [his, hers]) one.close();
  });
});
