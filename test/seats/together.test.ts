import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createConnection } from "mongoose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client } from "../support/client.js";
import { freePort } from "../support/process.js";
import { race, untilBothOccurred } from "../support/race.js";
import type { ReplicaSet } from "../support/replica-set/index.js";
import { serve, type TestServer } from "../support/server.js";
import { ServerProcess } from "../support/server-process.js";
import { type StoreProcess, startProcess } from "../support/store-process.js";
import { startReplicaSet } from "../support/store-server.js";
import { type Line, lineTo } from "../support/tcp-proxy.js";
import { Visitor } from "../support/visitor.js";

let store: StoreProcess;
let dir: string;
let line: Line;
let server: TestServer;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "store-"));
  store = await startProcess(dir, { args: ["--port", String(await freePort())] });
  line = await lineTo(store.uri);
  server = await serve({ EMPTY_ROOM_GRACE_MS: "300000", MONGODB_URI: line.uri });
  // So that all who come during one write share the next.
  line.delayMs = 30;
});
afterAll(async () => {
  await server.close();
  line.close();
  await store.kill("SIGTERM");
  await rm(dir, { recursive: true });
});

const crowd = (count: number): Promise<Visitor[]> =>
  Promise.all(Array.from({ length: count }, () => server.visitor()));

const outcome = (entering: Promise<Client>): Promise<string> =>
  entering.then(
    () => "in",
    ({ message }: Error) => message,
  );

const outcomes = (people: Visitor[], room: string): Promise<string[]> =>
  Promise.all(people.map((one) => outcome(one.enter(room))));

describe("who comes to a room at the same moment", () => {
  test("of two who ask for the last seat one gets it, whoever is first", async () => {
    const [ann, bob, carl] = (await crowd(3)) as [Visitor, Visitor, Visitor];
    await untilBothOccurred(["bob", "carl"], { least: 5, most: 60 }, async (leadMs) => {
      const { _id } = await ann.open({ max: 2 });
      const inside = await ann.enter(_id);
      const both = await race(
        leadMs,
        () => outcome(bob.enter(_id)),
        () => outcome(carl.enter(_id)),
      );
      expect(both.toSorted()).toEqual(["ROOM_FULL", "in"]);
      expect(await inside.next("join")).toMatchObject({ people: 2 });
      inside.close();
      return both[0] === "in" ? "bob" : "carl";
    });
  });

  test("each is announced once, in the order of the list, with the number of people at that moment", async () => {
    const [ann, ...others] = (await crowd(31)) as [Visitor, ...Visitor[]];
    const { _id } = await ann.open({ max: 40 });
    const inside = await ann.enter(_id);
    expect(await outcomes(others, _id)).toEqual(Array(30).fill("in"));
    const joined: { member: { id: string }; people: number }[] = [];
    while (joined.length < others.length) joined.push(await inside.next("join"));
    const { members } = (await ann.json("GET", `/room/${_id}`)).body;
    expect(joined.map(({ member }) => member.id)).toEqual(
      members.slice(1).map(({ id }: { id: string }) => id),
    );
    expect(joined.map(({ people }) => people)).toEqual(others.map((_, i) => i + 2));
    expect(inside.has("join")).toBe(false);
  });

  test("who is banned is refused, a second tab takes no seat, and a name is given once", async () => {
    const [ann, bob, carl, ...others] = (await crowd(13)) as [Visitor, Visitor, Visitor, ...Visitor[]];
    const { _id } = await ann.open({ max: 12 });
    for (const one of [ann, bob]) await one.enter(_id);
    const { id } = await bob.me();
    await ann.json("POST", `/room/${_id}/kick`, { member: id, ban: true });
    await Promise.all([carl, others[0]!].map((one) => one.json("POST", "/nickname", { name: "Carl" })));
    const all = await outcomes([...others, bob, ann, carl, carl, bob], _id);
    expect(all).toEqual([...Array(10).fill("in"), "BANNED", "in", "in", "in", "BANNED"]);
    const { members } = (await ann.json("GET", `/room/${_id}`)).body;
    expect(members).toHaveLength(12);
    expect(new Set(members.map((one: { id: string }) => one.id)).size).toBe(12);
    expect(members.filter((one: { name: string }) => one.name === "Carl")).toHaveLength(1);
  });

  test("a ban at that moment shuts out one and nobody else", { tags: ["thorough"] }, async () => {
    const [ann, bob, ...others] = (await crowd(12)) as [Visitor, Visitor, ...Visitor[]];
    for (let i = 0; i < 10; i++) {
      const { _id } = await ann.open({ max: 20 });
      await ann.enter(_id);
      const inside = await bob.enter(_id);
      const { id } = await bob.me();
      const tab = bob.enter(_id).catch(() => {});
      const banning = ann.json("POST", `/room/${_id}/kick`, { member: id, ban: true });
      const [{ status }, all] = await Promise.all([banning, outcomes([bob, ...others], _id), tab]);
      expect([status, ...all.slice(1)]).toEqual([200, ...Array(10).fill("in")]);
      await inside.next("kick");
      const { members } = (await ann.json("GET", `/room/${_id}`)).body;
      expect(members).toHaveLength(11);
    }
  });

  test("a ban that only the database knows shuts out one and nobody else", async () => {
    const [ann, bob, dora, ...others] = (await crowd(13)) as [Visitor, Visitor, Visitor, ...Visitor[]];
    const { _id } = await ann.open({ max: 20 });
    const elsewhere = await ann.open();
    await ann.enter(_id);
    const { id } = await bob.me();
    const connection = await createConnection(store.uri, { dbName: "gif-chat" }).asPromise();
    const rooms = connection.collection<{ _id: string; bans: string[] }>("rooms");
    // The server keeps the record that it has read just before.
    await ann.json("GET", `/room/${_id}`);
    await rooms.updateOne({ _id }, { $push: { bans: id } });
    // While this seat is taken, all who come to the other room gather for a quarter of a second.
    let release = () => {};
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    line.hold = { asked: "findAndModify", until };
    const entering = outcome(dora.enter(elsewhere._id));
    await expect.poll(() => line.held, { interval: 5 }).toBe(1);
    line.hold = undefined;
    expect(await outcomes([bob, ...others], _id)).toEqual(["BANNED", ...Array(10).fill("in")]);
    release();
    expect(await entering).toBe("in");
    await connection.close();
    expect((await ann.json("GET", `/room/${_id}`)).body.members).toHaveLength(11);
  });

  test("and finds it removed meanwhile is told so", async () => {
    const [ann, ...others] = (await crowd(11)) as [Visitor, ...Visitor[]];
    const { _id } = await ann.open({ max: 20 });
    const [removed, all] = await Promise.all([ann.json("DELETE", `/room/${_id}`), outcomes(others, _id)]);
    expect(removed.status).toBe(204);
    expect(all.filter((one) => !/^(in|ROOM_NOT_FOUND|No welcome)/.test(one))).toEqual([]);
    expect(await outcome(others[0]!.enter(_id))).toBe("ROOM_NOT_FOUND");
  });
});

describe("with a database that fails", () => {
  let set: ReplicaSet;
  let away: TestServer;
  beforeAll(async () => {
    set = await startReplicaSet();
    away = await serve({ MONGODB_URI: set.uri });
  });
  afterAll(async () => {
    await away.close();
    await set.close();
  });

  test("a write that fails refuses all whose seats it takes, and each may try again", async () => {
    const [ann, ...others] = (await Promise.all(Array.from({ length: 11 }, () => away.visitor()))) as [
      Visitor,
      ...Visitor[],
    ];
    const { _id } = await ann.open({ max: 10, lifetime: "1h" });
    const refusing = set.fail({ error: "PrimarySteppedDown" }, { commands: ["findAndModify"] });
    expect(await outcomes(others, _id)).toEqual(Array(10).fill("BUSY"));
    refusing.lift();
    const again = await outcomes(others, _id);
    expect(again).toEqual(Array(10).fill("in"));
    expect(await outcome(ann.enter(_id))).toBe("ROOM_FULL");
  });
});

test("seats and sessions of many who came at once are there after the server was killed", {
  tags: ["thorough"],
}, async () => {
  const running = await ServerProcess.start({ RATE_LIMITS: "off", LOST_CONNECTION_GRACE_MS: "300000" });
  const people = Array.from({ length: 20 }, () => new Visitor(running.url));
  await Promise.all(people.map((one) => one.page("/")));
  const { _id } = await people[0]!.open({ max: 20 });
  await Promise.all(people.map((one) => one.enter(_id)));
  const ids = await Promise.all(people.map(async (one) => (await one.me()).id));
  await running.end("SIGKILL");
  await running.startAgain();
  const after = people.map((one) => Object.assign(new Visitor(running.url), { cookie: one.cookie }));
  expect(await Promise.all(after.map(async (one) => (await one.me()).id))).toEqual(ids);
  const { members } = (await after[0]!.json("GET", `/room/${_id}`)).body;
  expect(new Set(members.map(({ id }: { id: string }) => id))).toEqual(new Set(ids));
  expect(await outcome(new Visitor(running.url).enter(_id))).toBe("NO_SESSION");
  await running.end();
  await running.clean();
});
