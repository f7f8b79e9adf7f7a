import { createConnection } from "mongoose";
import { describe, expect, test } from "vitest";
import { refusedAll, triesEverything } from "../rooms/attempts.js";
import type { Client } from "../support/client.js";
import { gif } from "../support/gif.js";
import { useInstances } from "../support/instances.js";
import { OPERATOR_TOKEN, operatorAt } from "../support/operator.js";
import { endIn } from "../support/rooms.js";
import { COOKIE_SECRET, useOperator } from "../support/site-rules.js";
import { Visitor } from "../support/visitor.js";

const strict = {
  RATE_LIMITS: "on",
  TRUST_PROXY: "1",
  EMPTY_ROOM_GRACE_MS: "300000",
  COOKIE_SECRET,
  OPERATOR_TOKEN,
};
const instances = useInstances(2, strict);
const operator = useOperator(instances);
const EVERYWHERE = /You are banned from this site for another \u2068?\d+ minutes/;

const inAnHour = () => new Date(Date.now() + 3_600_000);

/** The same visitor, at another instance or address. */
function moved({ cookie, address }: Visitor, { url }: { url: string }, from = address): Visitor {
  const there = new Visitor(url, from);
  there.cookie = cookie;
  return there;
}

/** As a path may say it, without the first percent sign. */
const hexOf = (id: string) => [...Buffer.from(id)].map((byte) => byte.toString(16)).join("%");
const kicked = (client: Client) => client.next("kick");
const refusedEntry = (who: Visitor, room: string) => who.enter(room).then(String, (error) => error.message);

/** A room at the first instance, with its opener, and somebody who sits there at both instances. */
async function prepare(addresses: [string, string]) {
  const [first, second] = instances.servers as [(typeof instances.servers)[0], (typeof instances.servers)[0]];
  const [ann, bob] = [await first.visitor(addresses[0]), await first.visitor(addresses[1])];
  const room = await ann.open({ title: "A room" });
  const hers = await ann.enter(room._id);
  const his = [await bob.enter(room._id), await moved(bob, second).enter(room._id)];
  const { gif: picture } = await (await ann.upload(room._id, gif())).json();
  return { ...{ first, second, ann, bob, room: room._id, hers, his, picture: picture.url as string } };
}

describe("a ban by the operator", () => {
  test("takes away every seat and lobby, on every instance, and shuts every door, until it is lifted", async () => {
    const { first, second, ann, bob, room, hers, his, picture } = await prepare(["10.1.0.1", "10.1.0.2"]);
    const other = await bob.open({ title: "His own" });
    const own = await bob.enter(other._id);
    const lobbies = [await bob.lobby(), await moved(bob, second).lobby()];
    const { id } = await bob.me();
    const { url: link } = (await bob.json("POST", "/along", {})).body;

    const until = inAnHour();
    const ban = await operator.bans.ban({ visitor: id, from: [], until });
    const everywhere = { reason: "banned", where: "everywhere", until: until.toISOString() };
    for (const client of [...his, own]) expect(await kicked(client)).toEqual(everywhere);
    for (const client of [...his, own, ...lobbies]) await client.next("disconnect");
    expect((await hers.next("exit")).member.id).toBe(id);

    for (const server of [first, second]) {
      const again = moved(bob, server);
      expect(await triesEverything(again, room, picture)).toEqual({ ...refusedAll, socket: "BANNED" });
      expect((await triesEverything(again, other._id, picture)).rename).toBe(403);
      const opening = await again.json("POST", "/room", { title: "Another" });
      expect([opening.status, opening.body.error.code]).toEqual([403, "BANNED"]);
      expect(opening.body.error.message).toMatch(EVERYWHERE);
      expect(opening.body.error).toMatchObject({ where: "everywhere", retryAfter: expect.any(Number) });
      for (const path of ["enter", "knock", "invites", "hosts"])
        expect((await again.json("POST", `/room/${other._id}/${path}`, {})).body.error.code).toBe("BANNED");
      for (const spelt of [`/Room/${other._id}/SETTINGS`, `/room/%${hexOf(other._id)}/settings/`])
        expect((await again.json("POST", spelt, { title: "Mine" })).body.error?.code).toBe("BANNED");
      expect((await again.json("PATCH", `/ROOM/${other._id}`, { title: "Mine" })).status).toBe(403);
      expect((await again.json("GET", "/")).body.error.code).toBe("BANNED");
      const page = await again.get("/");
      expect([page.status, await page.text()]).toEqual([403, expect.stringMatching(EVERYWHERE)]);
      const form = await again.get("/room");
      expect([form.status, await form.text()]).toEqual([403, expect.stringMatching(EVERYWHERE)]);
      const turnedAway = await again.get(`/room/${room}`);
      expect([turnedAway.status, turnedAway.headers.get("location")]).toEqual([303, "/"]);
      expect(await again.watch(room).then(String, (error) => error.message)).toBe("BANNED");
      expect(await again.lobby().then(String, (error) => error.message)).toBe("BANNED");
    }
    const invite = (await ann.json("POST", `/room/${room}/invites`, {})).body;
    expect((await bob.json("POST", invite.url)).body.error.code).toBe("BANNED");
    // Another device that becomes the same visitor is as banned.
    const device = await second.visitor("10.1.0.9");
    await device.json("POST", link);
    expect(await refusedEntry(device, room)).toBe("BANNED");

    await operator.bans.lift(ban);
    await expect.poll(() => refusedEntry(moved(bob, second), room), { timeout: 10_000 }).not.toBe("BANNED");
    await expect.poll(async () => (await bob.get("/")).status, { timeout: 10_000 }).toBe(200);
    await expect(operator.bans.lift(ban)).rejects.toThrow("NOT_FOUND");
  });

  test("holds in one room alone, against its watchers too, and ends by itself", {
    tags: ["thorough"],
  }, async () => {
    const { second, bob, room, his } = await prepare(["10.1.1.1", "10.1.1.2"]);
    const carl = await second.visitor("10.1.1.3");
    const watching = await carl.watch(room);
    const elsewhere = await carl.open({ title: "Elsewhere" });
    const until = inAnHour();
    for (const who of [bob, carl])
      await operator.bans.ban({ visitor: (await who.me()).id, from: [], room, until });
    const here = { reason: "banned", where: "here", until: until.toISOString() };
    for (const client of [...his, watching]) expect(await kicked(client)).toEqual(here);
    expect((await bob.get(`/room/${room}`)).status).toBe(303);
    expect(await bob.page("/")).toMatch(/You are banned from this room for another \u2068?\d+ minutes/);
    expect(await refusedEntry(bob, room)).toBe("BANNED");
    expect((await bob.json("POST", `/room/${room}/enter`, { password: "" })).body.error).toMatchObject({
      where: "here",
      until: until.toISOString(),
    });
    expect(await bob.page("/")).toContain("Elsewhere");
    const page = await bob.form(`/room/${room}/chat`, { chat: "still" });
    expect([page.status, await page.text()]).toEqual([403, expect.stringContaining("banned from this room")]);
    (await moved(bob, second).enter(elsewhere._id)).close();

    const short = new Date(Date.now() + 3000);
    const dora = await second.visitor("10.1.1.4");
    await operator.bans.ban({ visitor: (await dora.me()).id, from: [], until: short });
    const isOver = async () => (await refusedEntry(dora, room)) !== "BANNED" && Date.now() >= short.getTime();
    await expect.poll(isOver, { timeout: 20_000 }).toBe(true);
    expect((await operator.bans.list()).map((ban) => ban.until)).not.toContain(short.toISOString());
  });

  test("holds over sockets of a host whose seat is not yet taken away", async () => {
    const { first, ann, hers, bob, room } = await prepare(["10.1.3.1", "10.1.3.2"]);
    const connection = await createConnection(instances.uri).asPromise();
    const visitors = [(await ann.me()).id];
    const ban = { _id: `of ${room}` as never, visitors, from: [], room, at: new Date(), until: inAnHour() };
    await connection.collection("sitebans").insertOne(ban);
    await connection.close();
    await operator.switches.set("proof", false);
    await expect.poll(() => refusedEntry(moved(ann, first), room), { timeout: 10_000 }).toBe("BANNED");
    const member = (await bob.me()).id;
    for (const [event, input] of [
      ["settings", { slow: 15 }],
      ["renameRoom", { title: "Mine" }],
      ["kick", { member, ban: true }],
      ["hosts", { member, on: true }],
      ["invite", {}],
      ["answerKnock", { visitor: member, admit: true }],
      ["chat", { chat: "x" }],
    ] as const)
      expect([event, await hers.refusal(event, input)]).toEqual([event, "BANNED"]);
    expect(await hers.refusal("leave")).toBe("nothing");
  });

  test("from a room holds in those that follow it, whenever they open, until it is lifted", async () => {
    const { first, second, ann, bob } = await prepare(["10.1.4.1", "10.1.4.2"]);
    const carl = await first.visitor("10.1.4.3");
    const room = await ann.open({ lifetime: "1h" });
    for (const who of [ann, bob, carl]) await who.enter(room._id);
    const ban = async (who: Visitor) =>
      operator.bans.ban({ visitor: (await who.me()).id, from: [], room: room._id, until: inAnHour() });
    const openNext = async (from: string): Promise<string> => {
      await endIn(instances.uri, from, 240_000);
      return (await ann.json("POST", `/room/${from}/next`)).body._id;
    };
    await ban(bob);
    const next = await openNext(room._id);
    for (const server of [first, second]) expect(await refusedEntry(moved(bob, server), next)).toBe("BANNED");
    await ann.enter(next);
    const after = await openNext(next);
    for (const server of [first, second])
      expect(await refusedEntry(moved(bob, server), after)).toBe("BANNED");
    const seat = await carl.enter(after);
    const his = await ban(carl);
    expect((await kicked(seat)).reason).toBe("banned");
    for (const at of [next, after]) expect(await refusedEntry(carl, at)).toBe("BANNED");
    expect((await operator.bans.list())[0]).toMatchObject({ id: his, room: room._id });
    await operator.bans.lift(his);
    await expect.poll(() => refusedEntry(carl, after), { timeout: 10_000 }).not.toBe("BANNED");
  });

  test("does not hold for the operator's own address", async () => {
    const { first, ann, room } = await prepare(["10.1.5.1", "10.1.5.2"]);
    const owner = await operatorAt({ visitor: () => first.visitor("10.1.5.1") });
    const { seq } = await ann.say(room, "Insults");
    await owner.json("POST", `/room/${room}/chat/${seq}/report`, { reason: "Not here" });
    const [report] = (await owner.json("GET", "/operator/reports")).body.reports;
    const page = `/operator/reports/${report.id}`;
    const fields = { where: "here", hours: 1 };
    expect((await owner.json("POST", `${page}/ban`, fields)).body).toMatchObject({ isAddressSpared: true });
    expect((await owner.form(`${page}/ban`, fields)).headers.get("location")).toBe(page);
    expect(await owner.page(page)).toContain("The visitor is banned, but not their address");
    expect(await refusedEntry(ann, room)).toBe("BANNED");
    (await (await first.visitor("10.1.5.1")).enter(room)).close();
  });

  test("holds against a new cookie from the same network, not against sessions that are older", async () => {
    const { first, second, bob, room } = await prepare(["10.1.2.1", "2001:db8:7:1::1"]);
    const older = await second.visitor("2001:db8:7:1::5");
    const from = operator.addressKeys("2001:db8:7:1::1").slice(0, 1);
    await operator.bans.ban({ visitor: (await bob.me()).id, from, until: inAnHour() });
    await expect.poll(() => refusedEntry(bob, room), { timeout: 10_000 }).toBe("BANNED");
    const again = await first.visitor("2001:db8:7:1::2");
    expect((await again.json("GET", "/")).body.error.code).toBe("BANNED");
    expect(await refusedEntry(again, room)).toBe("BANNED");
    expect((await older.json("GET", "/")).status).toBe(200);
    (await older.enter(room)).close();
    const neighbour = await first.visitor("2001:db8:7:2::1");
    (await neighbour.enter(room)).close();
    const connection = await createConnection(instances.uri).asPromise();
    const indexes = await connection.collection("sitebans").indexes();
    await connection.close();
    // What is over is removed, and the hashes of addresses with it.
    expect(indexes).toContainEqual(expect.objectContaining({ key: { until: 1 }, expireAfterSeconds: 0 }));
    const listed = await operator.bans.list();
    expect(JSON.stringify(listed)).not.toContain(from[0]);
    expect(listed[0]).toMatchObject({ id: expect.any(String), visitor: (await bob.me()).id });
  });
});
