import { describe, expect, test } from "vitest";
import { at, useInstances } from "../support/instances.js";
import { OPERATOR_TOKEN, operatorAt } from "../support/operator.js";
import { readRoom } from "../support/rooms.js";
import { codeOf, post, roomOf } from "./support.js";

const instances = useInstances(2, { OPERATOR_TOKEN, EMPTY_ROOM_GRACE_MS: "300000" });

/** The opener, a host and a member; what they do goes to the first instance. */
async function scene(fields: object = {}) {
  const [first, second] = instances.servers as [(typeof instances.servers)[0], (typeof instances.servers)[0]];
  const [ann, bob, cat] = [await first.visitor(), await first.visitor(), await first.visitor()];
  const [bobs, cats] = [await bob.me(), await cat.me()];
  const made = await roomOf(first, ann, fields);
  for (const one of [bob, cat]) await one.page(`/room/${made.room}`);
  await ann.json("POST", `/room/${made.room}/hosts`, { member: bobs.id });
  /** At the other instance. */
  const say = (url: string, chat = "said") => post(url.replace(first.url, second.url), { chat });
  return { ...made, ann, bob, cat, bobs, cats, say, first, second };
}

describe("making hooks", () => {
  test("a host makes, lists and ends them; the address is shown once, and stored as a hash", async () => {
    const { make, list, room, hooks, bob, say, first } = await scene();
    const { status, body } = await make("Build", bob);
    expect([status, body]).toEqual([
      201,
      {
        ...{ id: expect.any(String), name: "Build", by: (await list())[0].by },
        ...{ createdAt: expect.any(String), url: expect.stringMatching(/^\/hook\/[\w-]{22}$/) },
      },
    ]);
    const { url, ...shown } = body;
    expect(await list()).toEqual([shown]);
    expect(JSON.stringify(await readRoom(instances.uri, room))).not.toContain(url.slice(6));
    expect((await say(first.url + url)).body.author).toBe(body.id);
    await expect.poll(async () => (await list())[0].usedAt).toEqual(expect.any(String));
    expect((await bob.json("DELETE", `${hooks}/${body.id}`)).status).toBe(204);
    expect(codeOf(await say(first.url + url))).toBe("HOOK_NOT_FOUND");
    expect(codeOf(await bob.json("DELETE", `${hooks}/${body.id}`))).toBe("HOOK_NOT_FOUND");
    expect(await list()).toEqual([]);
  });

  test("of many at the same moment at two instances five are made, and two of one name never", async () => {
    const { make, list, ann, second } = await scene();
    const there = at(second, ann);
    const same = await Promise.all([make("Same"), make("Same", there), make("ѕame", there)]);
    expect(same.map(codeOf).sort()).toEqual([201, "NAME_TAKEN", "NAME_TAKEN"]);
    const many = Array.from({ length: 8 }, (_, i) => make(`Hook ${"abcdefgh"[i]}`, i % 2 ? there : ann));
    const codes = (await Promise.all(many)).map(codeOf);
    expect(codes.filter((code) => code === 201)).toHaveLength(4);
    expect(codes.filter((code) => code === "TOO_MANY_HOOKS")).toHaveLength(4);
    expect(await list()).toHaveLength(5);
  });

  test("names that look like a member, the opener, a role, the system or a colour are refused", async () => {
    const { make, ann, bob, cats, list, room } = await scene();
    await bob.json("POST", "/nickname", { name: "Bob" });
    await ann.json("POST", "/nickname", { name: "Ann" });
    const names = [
      "Bob",
      "Вob",
      "ann",
      "host",
      "Admin",
      "system",
      "시스템",
      "bot",
      "봇",
      cats.color,
      "#ffffff",
    ];
    for (const name of names) expect([name, codeOf(await make(name))]).toEqual([name, "NAME_TAKEN"]);
    for (const name of ["", " ", "x".repeat(21), `a${"\u0301".repeat(9)}`])
      expect([name, codeOf(await make(name))]).toEqual([name, "BAD_NAME"]);
    const opened = await ann.open({ title: "Another" });
    await ann.json("POST", `/room/${room}/leave`);
    expect(codeOf(await make("Bob", bob))).toBe("NAME_TAKEN");
    expect([await list(), opened._id !== room]).toEqual([[], true]);
  });

  test("a member does not take the name of a hook, and who comes with it is shown by the colour", async () => {
    const { make, cat, first, room, hooks, ann } = await scene();
    const { id } = (await make("Build")).body;
    const rename = () => cat.json("POST", "/nickname", { name: "BuiId" });
    expect(codeOf(await rename())).toBe("NAME_TAKEN");
    const dan = await first.visitor();
    const { color } = (await dan.json("POST", "/nickname", { name: "build" })).body;
    await dan.page(`/room/${room}`);
    expect((await dan.say(room, "me")).name).toBe(color);
    await ann.json("DELETE", `${hooks}/${id}`);
    expect((await rename()).status).toBe(200);
  });
});

describe("a hook ends", () => {
  test("with its maker's role, and does not come back with it", async () => {
    const { hook, bob, bobs, ann, room, say, list, second } = await scene();
    const [url, hers] = [await hook("Bob’s", bob), await hook("Ann’s")];
    expect((await say(url)).status).toBe(201);
    await at(second, ann).json("DELETE", `/room/${room}/hosts/${bobs.id}`);
    expect(codeOf(await say(url))).toBe("HOOK_NOT_FOUND");
    await ann.json("POST", `/room/${room}/hosts`, { member: bobs.id });
    expect(codeOf(await say(url))).toBe("HOOK_NOT_FOUND");
    expect([(await say(hers)).status, (await list()).length]).toEqual([201, 1]);
  });

  test("with a ban of its maker, but not when the maker leaves", async () => {
    const { hook, bob, bobs, ann, room, say } = await scene();
    const url = await hook("Bob’s", bob);
    await bob.say(room, "I am off");
    await bob.json("POST", `/room/${room}/leave`);
    expect((await say(url)).status).toBe(201);
    await ann.json("POST", `/room/${room}/kick`, { member: bobs.id, ban: "on" });
    expect(codeOf(await say(url))).toBe("HOOK_NOT_FOUND");
  });

  test("with the room, from which nothing of it is left", async () => {
    const { hook, ann, room, say } = await scene();
    const url = await hook();
    const [, ...said] = await Promise.all([
      ann.json("DELETE", `/room/${room}`),
      ...Array.from({ length: 20 }, () => say(url)),
    ]);
    for (const answer of said) expect([201, "HOOK_NOT_FOUND"]).toContain(codeOf(answer));
    expect(codeOf(await say(url))).toBe("HOOK_NOT_FOUND");
    expect(await readRoom(instances.uri, room)).toEqual({});
  });

  test("when the operator bans for what it said: the maker is banned, and all hooks of theirs end", async () => {
    const { hook, bob, bobs, cat, room, say, second, list } = await scene();
    const [url, other] = [await hook("Build", bob), await hook("Deploy", bob)];
    const { seq } = (await say(url, "What must not be said")).body;
    expect(codeOf(await bob.json("POST", `/room/${room}/chat/${seq}/report`))).toBe("NOT_ALLOWED");
    expect((await cat.json("POST", `/room/${room}/chat/${seq}/report`)).status).toBe(202);
    const operator = await operatorAt(second);
    const [report] = (await operator.json("GET", "/operator/reports")).body.reports;
    expect(report.author).toMatchObject({ id: bobs.id, name: "Build" });
    await operator.json("POST", `/operator/reports/${report.id}/ban`, { where: "here", hours: 1 });
    for (const one of [url, other]) expect(["HOOK_NOT_FOUND", "BANNED"]).toContain(codeOf(await say(one)));
    expect(await list()).toEqual([]);
    expect(codeOf(await bob.json("POST", `/room/${room}/hooks`, { name: "Again" }))).toBe("BANNED");
  });
});
