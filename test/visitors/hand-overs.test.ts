import { afterEach, describe, expect, test, vi } from "vitest";
import { named as databaseAt } from "../support/database.js";
import { matchesIn } from "../support/disk.js";
import { at, useInstances } from "../support/instances.js";
import { serve, useServer } from "../support/server.js";
import { useDatabase } from "../support/store.js";
import { Visitor } from "../support/visitor.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300" });
const ofThePage = { origin: "null", "sec-fetch-site": "same-origin" };
const gone = { status: 404, body: { error: { code: "HANDOVER_NOT_FOUND" } } };

/** The server runs in this process, and reads the same clock, which stands still from then on. */
const goOnBy = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
afterEach(() => void vi.useRealTimers());

const idOf = async (who: Visitor): Promise<string> => (await who.me()).id;

async function linkOf(who: Visitor): Promise<string> {
  const { status, body } = await who.json("POST", "/along");
  expect([status, body.url]).toEqual([201, expect.stringMatching(/^\/along\/[\w-]{22}$/)]);
  return body.url;
}

const named = async (name: string): Promise<Visitor> => {
  const visitor = await server.visitor();
  await visitor.json("POST", "/nickname", { name });
  return visitor;
};

describe("a link for another device", () => {
  test("makes it the same visitor, host of the same rooms, and both are told", async () => {
    const ann = await named("Ann");
    const { _id: room } = await ann.open({ title: "Hers", password: "hush", lifetime: "1h" });
    expect((await ann.form("/along", {})).headers.get("location")).toBe("/along");
    const page = await ann.page("/along");
    const url = /href="(\/along\/[\w-]{22})"/.exec(page)![1]!;
    expect(page).toContain(`<svg class="qr"`);
    expect(await matchesIn(new RegExp(url.slice("/along/".length), "g"), server.dir)).toEqual([]);
    const phone = await server.visitor();
    const before = phone.cookie;
    for (const preview of [await server.visitor(), phone]) {
      const answer = await preview.get(url);
      expect([answer.status, answer.headers.get("referrer-policy")]).toEqual([200, "no-referrer"]);
      expect(answer.headers.get("cache-control")).toContain("no-store");
      expect(await answer.text()).toContain("Be Ann here");
    }
    const answer = await phone.form(url, {}, ofThePage);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/along?arrived"]);
    const arrived = await phone.page("/along?arrived");
    expect(arrived).toContain(">Ann</span>");
    expect(arrived).toContain(`<a dir="auto" href="/room/${room}">Hers</a>`);
    expect((await phone.json("PATCH", `/room/${room}`, { locked: true })).status).toBe(200);
    expect(await ann.page("/")).toContain("Your other device is here.");
    expect(await ann.page("/along")).not.toContain("Your other device is here.");
    expect(await idOf(phone)).toBe(await idOf(ann));
    const left = new Visitor(server.url);
    left.cookie = before;
    await left.page("/");
    expect(left.cookie).not.toBe(before);
  });

  test("of twenty devices at once one uses it", async () => {
    const ann = await server.visitor();
    const url = await linkOf(ann);
    const crowd = await Promise.all(Array.from({ length: 20 }, () => server.visitor()));
    const answers = await Promise.all(crowd.map((one) => one.json("POST", url)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(19);
    const ids = await Promise.all(crowd.map(idOf));
    expect(ids.filter((id) => id === answers.find(({ status }) => status === 200)!.body.id)).toHaveLength(1);
  });

  test("is over after two minutes, after its use, and when a new one is made", async () => {
    const [ann, phone] = [await server.visitor(), await server.visitor()];
    goOnBy(0);
    const [first, second] = [await linkOf(ann), await linkOf(ann)];
    for (const unknown of [first, "/along/nothing", "/along/$ne", `/along/${"x".repeat(22)}`])
      expect(await phone.json("POST", unknown)).toMatchObject(gone);
    goOnBy(119_000);
    expect((await phone.json("GET", second)).status).toBe(200);
    expect((await ann.json("GET", "/along")).body).toEqual({
      link: { url: second, expiresAt: expect.any(String) },
      isUsed: false,
    });
    goOnBy(1500);
    expect(await phone.json("POST", second)).toMatchObject(gone);
    expect(await (await phone.get(second)).text()).toContain("It works once, within two minutes.");
    expect((await ann.json("GET", "/along")).body).toEqual({ link: null, isUsed: false });
    const third = await linkOf(ann);
    expect((await phone.json("POST", third)).status).toBe(200);
    expect(await (await server.visitor()).json("POST", third)).toMatchObject(gone);
    expect((await ann.json("GET", "/along")).body).toEqual({ link: null, isUsed: true });
  });

  test("its maker is told of a use, whatever is done with either device meanwhile", async () => {
    const [ann, thief] = [await named("Ann"), await server.visitor()];
    await thief.json("POST", await linkOf(ann));
    await linkOf(thief);
    await ann.json("POST", "/room", { title: "A room", password: "renews the session" });
    expect((await ann.form("/along", {})).status).toBe(303);
    expect(await ann.page("/along")).toContain("Your other device is here.");
  });

  test("is used up neither by a device that keeps no cookie, nor by the one that made it, nor by prefetching", async () => {
    const [ann, phone] = [await server.visitor(), await server.visitor()];
    const url = await linkOf(ann);
    const without = await new Visitor(server.url).json("POST", url);
    expect([without.status, without.body.error.code]).toEqual([401, "NO_SESSION"]);
    expect((await phone.get(url, { "sec-purpose": "prefetch;prerender" })).status).toBe(403);
    expect(await ann.page(url)).toContain("Open the link on the other one.");
    expect((await ann.form(url, {})).status).toBe(303);
    expect((await phone.form(url, {}, { ...ofThePage, origin: "https://evil.example" })).status).toBe(403);
    expect((await phone.json("POST", url)).status).toBe(200);
  });

  test("gives up the seats of whom the device was before, and closes their sockets", async () => {
    const [ann, bob] = [await named("Ann"), await named("Bob")];
    const { _id: room } = await ann.open({ title: "His as well" });
    const [hers, his] = [await ann.enter(room), await bob.enter(room)];
    const lobby = await bob.lobby();
    const bobsId = (await ann.json("GET", `/room/${room}`)).body.members[1].id;
    const page = await bob.page(await linkOf(ann));
    for (const shown of ["On this device you are Bob now.", '<li dir="auto">His as well</li>'])
      expect(page).toContain(shown);
    await bob.json("POST", /action="(\/along\/[^"]+)"/.exec(page)![1]!);
    await Promise.all([his.next("disconnect"), lobby.next("disconnect")]);
    expect((await hers.next("exit")).member.id).toBe(bobsId);
    const hersThere = await bob.enter(room);
    expect((await bob.json("GET", `/room/${room}`)).body).toMatchObject({
      isOwner: true,
      room: { people: 1 },
    });
    for (const one of [hers, hersThere]) one.close();
  });

  test("ten are made in a minute", async () => {
    const strict = await serve({ RATE_LIMITS: "on" });
    const ann = await strict.visitor();
    for (let i = 0; i < 10; i++) await linkOf(ann);
    expect((await ann.json("POST", "/along")).status).toBe(429);
    await strict.close();
  });

  test("hands over the age of the first session, which bans by address go by", async () => {
    const strict = await serve({ RATE_LIMITS: "on", TRUST_PROXY: "on", EMPTY_ROOM_GRACE_MS: "60000" });
    const address = "203.0.113.5";
    const [ann, neighbour, eve] = [
      await strict.visitor("198.51.100.1"),
      await strict.visitor(address),
      await strict.visitor(address),
    ];
    const { _id: room } = await ann.open();
    const [hers, eves] = [await ann.enter(room), await eve.enter(room)];
    await hers.call("kick", { member: await idOf(eve), ban: true });
    const phone = await strict.visitor(address);
    const enter = async (who: Visitor) => (await who.json("GET", `/room/${room}`)).status;
    expect([await enter(neighbour), await enter(phone)]).toEqual([200, 403]);
    const newer = await strict.visitor(address);
    await phone.json("POST", await linkOf(neighbour));
    expect(await enter(phone)).toBe(200);
    await neighbour.json("POST", await linkOf(newer));
    expect(await enter(neighbour)).toBe(403);
    for (const one of [hers, eves]) one.close();
    await strict.close();
  });
});

describe("what is stored of a link", () => {
  test("tells nobody who it is for; after its use, only that it was used; and it outlives a restart", async () => {
    const { db, uri } = await useDatabase();
    const own = await serve({ MONGODB_URI: databaseAt(uri, db.databaseName) });
    const [ann, phone] = [await own.visitor(), await own.visitor()];
    const { id, color } = await ann.me();
    const url = await linkOf(ann);
    const stored = async () => JSON.stringify(await db.collection("handovers").find().toArray());
    for (const secret of [url.split("/").at(-1)!, color]) expect(await stored()).not.toContain(secret);
    await own.restart();
    expect((await phone.json("POST", url)).body.id).toBe(id);
    const used = await db.collection("handovers").find().toArray();
    expect(used).toEqual([{ _id: expect.any(String), used: true, expiresAt: expect.any(Date) }]);
    await ann.page("/");
    expect(await stored()).toBe("[]");
    await own.close();
  });
});

describe("over two instances", () => {
  const instances = useInstances(2, { EMPTY_ROOM_GRACE_MS: "300000" });

  test("a link is used once, whichever instances are asked, and the host is one at both", async () => {
    const [A, B] = instances.servers;
    const ann = await A!.visitor();
    const { _id: room } = await ann.open();
    const hers = await ann.enter(room);
    const url = await linkOf(ann);
    const crowd = await Promise.all(Array.from({ length: 12 }, (_, i) => (i % 2 ? A! : B!).visitor()));
    const answers = await Promise.all(crowd.map((one) => one.json("POST", url)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const phone = crowd[answers.findIndex(({ status }) => status === 200)]!;
    const there = await at(B!, phone).enter(room);
    await there.call("renameRoom", { title: "From the phone" });
    await hers.next("updateRoom", ({ title }) => title === "From the phone");
    const { body } = await ann.json("GET", `/room/${room}`);
    expect([body.room.people, body.members.length]).toEqual([1, 1]);
    for (const one of [hers, there]) one.close();
  });

  test("sockets of whom the device was before are closed at every instance, and nobody else's", async () => {
    const [A, B] = instances.servers;
    const [ann, bob] = [await A!.visitor(), await A!.visitor()];
    const { _id: room } = await ann.open();
    const [hers, his] = [await at(B!, ann).enter(room), await at(B!, bob).enter(room)];
    const lobby = await at(B!, bob).lobby();
    await bob.json("POST", await linkOf(ann));
    await Promise.all([his.next("disconnect"), lobby.next("disconnect")]);
    expect(await hers.call("chat", { chat: "still here" })).toMatchObject({ chat: "still here" });
    hers.close();
  });

  test("sockets come back with the new cookie, wherever the session was renewed", async () => {
    const [A, B] = instances.servers;
    const ann = await A!.visitor();
    const { _id: room } = await ann.open();
    const hers = await at(B!, ann).enter(room);
    await ann.json("POST", "/room", { title: "Another", password: "renews the session" });
    await hers.next("disconnect");
    const back = await at(B!, ann).enter(room);
    expect((await ann.json("GET", `/room/${room}`)).body.room.people).toBe(1);
    back.close();
  });
});
