import { describe, expect, test } from "vitest";
import type { RoomView } from "../../src/shared/events.js";
import { bareSocket } from "../support/client.js";
import { serve, useServer } from "../support/server.js";
import { Visitor } from "../support/visitor.js";

// Longer than the lobby takes to gather what changes.
const server = useServer({ EMPTY_ROOM_GRACE_MS: "700" });
const patient = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });

const codeOf = (error: unknown): string => (error as Error).message;

describe("seats", () => {
  test("of 200 visitors who ask at once for 20 seats exactly 20 get one", {
    tags: ["thorough"],
  }, async () => {
    const visitors = await Promise.all(Array.from({ length: 200 }, () => server.visitor()));
    const room = await visitors[0]!.open({ max: 20 });
    const outcomes = await Promise.allSettled(visitors.map((visitor) => visitor.enter(room._id)));
    const seated = outcomes.filter((outcome) => outcome.status === "fulfilled");
    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(seated).toHaveLength(20);
    expect(refused.map(({ reason }) => codeOf(reason))).toEqual(Array(180).fill("ROOM_FULL"));
    const lobby = await visitors[0]!.json("GET", "/");
    expect(lobby.body.rooms.find(({ _id }: RoomView) => _id === room._id)).toMatchObject({
      people: 20,
      max: 20,
    });
    for (const { value } of seated) value.close();
  });

  test("a visitor has one seat, however many tabs, and others hear of members, not of tabs", async () => {
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    const room = await ann.open({ max: 2 });
    const first = await ann.enter(room._id);
    const tabs = [await bob.enter(room._id), await bob.enter(room._id), await bob.enter(room._id)];
    expect(await first.next("join")).toMatchObject({ user: "system", people: 2, member: await bob.me() });
    for (const tab of tabs.slice(1)) tab.close();
    await tabs[0]!.call("chat", { chat: "still here" });
    await first.next("chat");
    expect(first.has("join")).toBe(false);
    expect(first.has("exit")).toBe(false);
    tabs[0]!.close();
    expect(await first.next("exit")).toMatchObject({ user: "system", people: 1 });
    first.close();
  });

  test("a reload keeps the seat and says nothing", async () => {
    const [ann, bob] = [await patient.visitor(), await patient.visitor()];
    const room = await ann.open({ max: 2 });
    const stays = await ann.enter(room._id);
    const before = await bob.enter(room._id);
    await stays.next("join");
    before.close();
    const after = await bob.enter(room._id);
    await after.call("chat", { chat: "back" });
    await stays.next("chat");
    expect(stays.has("exit") || stays.has("join")).toBe(false);
    after.close();
    stays.close();
  });

  test("a connection that asks for its seat twice at once has one, and gives it back", async () => {
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    const { _id: room } = await ann.open({ max: 3 });
    const stays = await ann.enter(room);
    const socket = bareSocket(bob);
    const ask = `40/chat,${JSON.stringify({ room })}`;
    let answers = 0;
    const letIn = new Promise<void>((resolve) => {
      socket.on("message", (data) => {
        const said = data.toString();
        if (said.startsWith("0")) for (const packet of [ask, ask]) socket.send(packet);
        if (said.startsWith("40/chat,") && ++answers === 2) resolve();
      });
    });
    await letIn;
    expect(await stays.next("join")).toMatchObject({ people: 2, member: await bob.me() });
    socket.close();
    expect(await stays.next("exit")).toMatchObject({ people: 1 });
    stays.close();
  });

  test("a full room sends its page's visitors to the lobby with a message", async () => {
    const [ann, bob, eve] = [await server.visitor(), await server.visitor(), await server.visitor()];
    const room = await ann.open({ max: 2 });
    const sockets = [await ann.enter(room._id), await bob.enter(room._id)];
    const answer = await eve.get(`/room/${room._id}`);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
    expect(await eve.page("/")).toContain("Every seat in this room is taken");
    expect(await eve.json("GET", `/room/${room._id}`)).toMatchObject({
      status: 409,
      body: { error: { code: "ROOM_FULL" } },
    });
    for (const socket of sockets) socket.close();
  });

  test("a visitor without scripts takes a seat by loading the page", async () => {
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    const room = await ann.open();
    expect((await ann.get(`/room/${room._id}`)).status).toBe(200);
    const socket = await bob.enter(room._id);
    const lobby = await bob.lobby();
    socket.close();
    await lobby.next("updateRoom", (view: RoomView) => view._id === room._id && view.people === 1);
    expect((await ann.form(`/room/${room._id}/chat`, { chat: "no scripts" })).status).toBe(303);
    expect(await ann.page(`/room/${room._id}`)).toContain("no scripts");
    lobby.close();
  });

  test("a visitor who keeps no cookie, or prefetches, takes no seat by loading the page, and yet can write", async () => {
    const [ann, bob, eve] = [await server.visitor(), await server.visitor(), new Visitor(server.url)];
    const { _id } = await ann.open({ max: 3 });
    const hers = await ann.enter(_id);
    const page = `/room/${_id}`;
    for (let i = 0; i < 5; i++) expect((await new Visitor(server.url).get(page)).status).toBe(200);
    await bob.request("HEAD", page);
    await bob.get(page, { "sec-purpose": "prefetch;prerender" });
    await bob.get(page, { purpose: "prefetch" });
    await eve.page(page);
    const people = async () => (await ann.json("GET", page)).body.room.people;
    expect(await people()).toBe(1);
    expect((await eve.form(`${page}/chat`, { chat: "first words" })).status).toBe(303);
    expect(await people()).toBe(2);
    await hers.call("kick", { member: (await eve.me()).id });
    for (const chat of ["", "again"]) expect((await eve.form(`${page}/chat`, { chat })).status).toBe(403);
    expect(await people()).toBe(1);
    hers.close();
  });

  test("a room's opener can write in it at once", async () => {
    const ann = new Visitor(server.url);
    const { _id } = await ann.open({ password: "secret" });
    expect(await ann.say(_id, "hello")).toMatchObject({ seq: 1 });
  });

  test("an address that takes seats by pages without end is held back", { tags: ["thorough"] }, async () => {
    const strict = await serve({ RATE_LIMITS: "on" });
    const crowd = await Promise.all(Array.from({ length: 20 }, () => strict.visitor()));
    const { _id } = await crowd[0]!.open({ max: 2 });
    const asked = Array.from({ length: 340 }, (_, i) => crowd[i % crowd.length]!);
    const answers = await Promise.all(asked.map((one) => one.json("GET", `/room/${_id}`)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409, 429]));
    await strict.close();
  });
});
