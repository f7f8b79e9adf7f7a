import { expect, test } from "vitest";
import { gif } from "../support/gif.js";
import { type TestServer, useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const OPERATOR_TOKEN = "the operator's token, long enough for anybody";
const server = useServer({
  OPERATOR_TOKEN,
  TRUST_PROXY: "1",
  RATE_LIMITS: "on",
  EMPTY_ROOM_GRACE_MS: "60000",
});

async function signIn({ visitor }: TestServer, address?: string): Promise<Visitor> {
  const operator = await visitor(address);
  expect((await operator.json("POST", "/operator/enter", { token: OPERATOR_TOKEN })).status).toBe(200);
  return operator;
}

async function named(address: string, names: string[]): Promise<Visitor[]> {
  return Promise.all(
    names.map(async (name) => {
      const visitor = await server.visitor(address);
      await visitor.json("POST", "/nickname", { name });
      return visitor;
    }),
  );
}

const RAIDERS = Array.from({ length: 6 }, (_, i) => `raider ${i}`);
const PUPILS = Array.from({ length: 6 }, (_, i) => `pupil ${i}`);

test("a proxy that the server was not told of is named, and nobody is said to be quiet", async () => {
  const operator = await signIn(server);
  await operator.open({ title: "A room" });
  const { body } = await operator.json("GET", "/operator/raid");
  expect(body).toMatchObject({ groups: [], areAddressesKnown: false });
  const page = await operator.page("/operator/raid");
  expect(page).toContain("TRUST_PROXY");
  expect(page).not.toContain("Nobody stands out");
});

test("a raid is told from a class, and ended by one act; what others said stays", async () => {
  const [ann, bob] = [await server.visitor("203.0.113.1"), await server.visitor("203.0.113.2")];
  const { _id: home } = await ann.open({ title: "Home", max: 50 });
  const inside = [await ann.enter(home), await bob.enter(home)];
  await inside[0]!.call("chat", { chat: "what Ann said" });

  const pupils = await named("198.51.100.8", PUPILS);
  const schools: string[] = [];
  for (const pupil of pupils.slice(0, 3)) schools.push((await pupil.open({ title: "Group work" }))._id);
  for (const [i, pupil] of pupils.entries())
    await (await pupil.enter(schools[i % 3]!)).call("chat", { chat: "hi" });

  const raiders = await named("198.51.100.7", RAIDERS);
  const opened: string[] = [];
  for (const raider of raiders.slice(0, 4)) opened.push((await raider.open({ title: "Raid" }))._id);
  // Somebody else is in a room of theirs, and the operator's own address has raiders as well.
  const guest = await bob.enter(opened[0]!);
  const flooding = await Promise.all(raiders.map((raider) => raider.enter(home)));
  for (let i = 0; i < 4; i++)
    await Promise.all(flooding.map((socket) => socket.call("chat", { chat: `flood ${i}` })));
  await raiders[0]!.upload(home, gif());
  await inside[1]!.call("chat", { chat: "what Bob said" });

  const operator = await signIn(server, "203.0.113.9");
  const raid = (who: Visitor) => who.json("GET", "/operator/raid");
  expect((await raid(ann)).body.error.code).toBe("NOT_ALLOWED");
  await expect.poll(async () => (await raid(operator)).body.groups[0]?.picturesPerMinute).toBeGreaterThan(0);
  const { groups, rooms, visitors } = (await raid(operator)).body;
  expect({ rooms, visitors }).toEqual({ rooms: 4, visitors: 6 });
  expect(groups).toMatchObject([
    { visitors: 6, rooms: 4, selected: true, isOwn: false },
    { visitors: 6, rooms: 3, selected: false, isOwn: false },
  ]);
  expect(RAIDERS).toEqual(expect.arrayContaining(groups[0].names));
  expect(groups[0].names).toHaveLength(3);
  expect(groups[0].messagesPerMinute).toBeGreaterThan(0);
  expect(JSON.stringify(groups)).not.toContain("198.51.100");
  const [{ key: address }] = groups;

  const none = { hours: "24" };
  expect((await operator.json("POST", "/operator/raid", none)).body.error.code).toBe("NO_ADDRESS");
  await operator.form("/operator/raid", none);
  expect(await operator.page("/operator/raid")).toContain("Choose at least one address.");
  for (const wrong of [{ address: "x" }, { address: "A".repeat(22) }, { address, hours: 2 }])
    expect((await operator.json("POST", "/operator/raid", wrong)).body.error.code).toBe("BAD_INPUT");
  expect((await ann.json("POST", "/operator/raid", { address })).body.error.code).toBe("NOT_ALLOWED");
  expect((await raid(operator)).body.groups).toHaveLength(2);

  const ended = await operator.form("/operator/raid", { address, hours: 24 });
  expect([ended.status, ended.headers.get("location")]).toEqual([303, "/operator/raid"]);
  await guest.next("removeRoom");
  for (const socket of flooding) expect(await socket.next("kick")).toMatchObject({ reason: "banned" });
  await expect.poll(async () => (await raid(operator)).body).toMatchObject({ rooms: 0, visitors: 0 });
  await expect.poll(async () => (await raid(operator)).body.roomsLeft).toBeUndefined();
  for (const room of opened) await expect(bob.enter(room)).rejects.toThrow("ROOM_NOT_FOUND");
  const { chats } = (await ann.json("GET", `/room/${home}/chats?limit=100`)).body;
  const left = chats.filter(({ removedAt }: { removedAt?: string }) => !removedAt);
  expect(left.map(({ chat }: { chat: string }) => chat)).toEqual(["what Ann said", "what Bob said"]);
  expect(JSON.stringify(chats)).not.toMatch(/raider|flood/);
  expect(await server.files()).toEqual([]);

  expect((await bob.json("POST", "/room", { title: "Another" })).body.error.code).toBe("OPENINGS_CLOSED");
  await expect(raiders[5]!.enter(home)).rejects.toThrow("BANNED");
  const fresh = await server.visitor("198.51.100.7");
  await expect(fresh.enter(home)).rejects.toThrow("BANNED");
  (await pupils[1]!.enter(home)).close();
  const bans = async () => (await operator.json("GET", "/operator/bans")).body.bans;
  const [ban] = await bans();
  expect(await bans()).toMatchObject([{ address, visitors: 6, raid: expect.any(String) }]);
  expect((await operator.json("GET", "/operator/log")).body.acts[0]).toMatchObject({
    ...{ act: "raid", target: `raid/${ban.raid}`, ok: true },
  });
  expect((await raid(operator)).body.groups).toMatchObject([{ visitors: 6, selected: false }]);

  expect((await ann.json("POST", `/operator/raid/${ban.raid}/lift`)).body.error.code).toBe("NOT_ALLOWED");
  expect((await operator.json("POST", "/operator/raid/x/lift")).body.error.code).toBe("NOT_FOUND");
  const lifted = await operator.form(`/operator/raid/${ban.raid}/lift`, {});
  expect([lifted.status, lifted.headers.get("location")]).toEqual([303, "/operator/bans"]);
  expect(await bans()).toEqual([]);
  (await raiders[5]!.enter(home)).close();
});
