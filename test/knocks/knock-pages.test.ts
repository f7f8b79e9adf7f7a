/** @module-tag thorough */
import { describe, expect, test } from "vitest";
import { serve, useServer } from "../support/server.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });
const password = "correct horse";

async function closedRoom(fields: Record<string, unknown> = { password }, settings: object = {}) {
  const [ann, bob] = [await server.visitor(), await server.visitor()];
  const { _id: room } = await ann.open(fields);
  const page = `/room/${room}`;
  await ann.page(page);
  await ann.json("PATCH", page, { crowd: true, ...settings });
  const knocks = async () => (await ann.json("GET", `${page}/knocks`)).body.knocks;
  return { ann, bob, bobIs: await bob.me(), room, page, knocks };
}

describe("in front of a closed room", () => {
  test.each([
    ["secret", { password }, {}, ["asks for a password", "No password?"], ["is locked"]],
    ["locked", {}, { locked: true }, ["This room is locked.", 'name="message"'], ['name="password"']],
    ["both", { password }, { locked: true }, ["password alone is not enough"], ['name="password"']],
  ] as const)(
    "the page of one that is %s says what can be done",
    async (_, fields, settings, says, saysNot) => {
      const { bob, page } = await closedRoom(fields, settings);
      const answer = await bob.get(page);
      const text = await answer.text();
      expect(answer.status).toBe(403);
      for (const one of says) expect(text).toContain(one);
      for (const one of saysNot) expect(text).not.toContain(one);
    },
  );

  test.each([
    ["secret", { password, max: 2 }, {}],
    ["locked", { max: 2 }, { locked: true }],
  ])("a full one that is %s says so before it asks for anything", async (_, fields, settings) => {
    const { ann, bob, page } = await closedRoom(fields);
    const eve = await server.visitor();
    await eve.json("POST", `${page}/enter`, { password });
    await eve.page(page);
    await ann.json("PATCH", page, settings);
    const text = await bob.page(page);
    const full = text.indexOf("This room is full");
    expect(full).toBeGreaterThan(0);
    expect(text.indexOf("<input", full)).toBeGreaterThan(full);
    expect(text.slice(text.indexOf("<main"), full)).not.toContain("<input");
  });

  test("a refused knock keeps what was typed, beside the reason", async () => {
    const { bob, page, knocks } = await closedRoom();
    const answer = await bob.form(`${page}/knock`, { message: `"<b>${"x".repeat(140)}` });
    const text = await answer.text();
    expect(answer.status).toBe(422);
    expect(text).toContain(`value="&quot;&lt;b&gt;${"x".repeat(140)}"`);
    expect(text).toContain('id="message-error"');
    expect(text).not.toContain('id="password-error"');
    expect(await knocks()).toEqual([]);
  });

  test("who has knocked waits on a page that loads itself, or stops waiting, which hosts are told", async () => {
    const { ann, bob, bobIs, room, page, knocks } = await closedRoom();
    const hers = await ann.enter(room);
    const state = async () => (await bob.json("GET", `${page}/knock`)).body;
    expect(await state()).toEqual({ isAdmitted: false, isPending: false, hasHost: true });
    await bob.form(`${page}/knock`, { message: "" });
    expect(await state()).toEqual({ isAdmitted: false, isPending: true, hasHost: true });
    const waiting = await bob.page(page);
    expect(waiting).toContain('<noscript><meta http-equiv="refresh"');
    expect(waiting).not.toContain('name="password"');
    const twice = await bob.form(`${page}/knock`, { message: "" });
    expect([twice.status, twice.headers.get("location")]).toEqual([303, page]);
    expect(await bob.page(page)).not.toContain('class="flash');
    const stopped = await bob.form(`${page}/knock/delete`, {});
    expect([stopped.status, stopped.headers.get("location")]).toEqual([303, page]);
    expect(await hers.next("knockAnswered")).toEqual({ visitor: bobIs.id, admitted: false });
    expect(await knocks()).toEqual([]);
    expect(await bob.page(page)).toContain('name="message"');
    expect((await bob.json("DELETE", `${page}/knock`)).status).toBe(204);
    expect((await bob.json("POST", `${page}/knock`)).status).toBe(202);
    hers.close();
  });

  test("a page that waits learns of a room that was unlocked, and one that is gone", async () => {
    const { ann, bob, page } = await closedRoom({}, { locked: true });
    await bob.form(`${page}/knock`, { message: "" });
    await ann.json("PATCH", page, { locked: false });
    expect((await bob.json("GET", `${page}/knock`)).body.isAdmitted).toBe(true);
    await ann.json("DELETE", page);
    expect((await bob.json("GET", `${page}/knock`)).body.error.code).toBe("ROOM_NOT_FOUND");
  });

  test("a refusal says when one may knock again", async () => {
    const { ann, bob, bobIs, page } = await closedRoom({}, { locked: true });
    await bob.form(`${page}/knock`, { message: "" });
    await ann.form(`${page}/knocks/${bobIs.id}`, {});
    const text = await bob.page(page);
    expect(text).toContain("You can knock again in 10 minutes");
    expect(text).not.toContain('name="message"');
    const { pausedUntil, isPending } = (await bob.json("GET", `${page}/knock`)).body;
    expect(isPending).toBe(false);
    expect(Date.parse(pausedUntil) - Date.now()).toBeGreaterThan(590_000);
  });

  test("knocking and taking it back is no way to ring all day", async () => {
    const own = await serve({ RATE_LIMITS: "on", EMPTY_ROOM_GRACE_MS: "300000" });
    const [ann, bob] = [await own.visitor(), await own.visitor()];
    const { _id: room } = await ann.open({ password });
    const statuses: number[] = [];
    for (let i = 0; i < 11; i++) {
      statuses.push((await bob.json("POST", `/room/${room}/knock`)).status);
      await bob.json("DELETE", `/room/${room}/knock`);
    }
    expect(statuses).toEqual([...Array(10).fill(202), 429]);
    const refused = await bob.form(`/room/${room}/knock`, { message: "me again" });
    expect([refused.status, await refused.text()]).toEqual([429, expect.stringContaining("me again")]);
    await own.close();
  });
});

describe("the hosts' page of knocks", () => {
  test("lists who knocks and why, and admits and declines by forms", async () => {
    const { ann, bob, bobIs, room, page } = await closedRoom();
    const eve = await server.visitor();
    await bob.form(`${page}/knock`, { message: "<img src=x onerror=alert(1)>" });
    await eve.form(`${page}/knock`, { message: "" });
    const text = await ann.page(`${page}/knocks`);
    expect(text).toContain("&lt;img src=x onerror=alert(1)&gt;");
    expect(text.match(/data-knock="/g)).toHaveLength(2);
    const room2 = await ann.page(page);
    expect(room2).toContain("2 people are knocking");
    expect(room2).toMatch(/data-knocking>/);
    const answer = (admit: object) => ann.form(`${page}/knocks/${bobIs.id}`, { ...admit });
    const admitted = await answer({ admit: "on" });
    expect([admitted.status, admitted.headers.get("location")]).toEqual([303, `${page}/knocks`]);
    const late = await answer({});
    expect([late.status, await late.text()]).toEqual([404, expect.stringContaining("This knock is over")]);
    await ann.form(`${page}/knocks/${(await eve.me()).id}`, {});
    expect(await ann.page(`${page}/knocks`)).toContain("Nobody is knocking.");
    expect(await ann.page(page)).toMatch(/data-knocking hidden>/);
    const inside = await bob.enter(room);
    expect((await eve.get(page)).status).toBe(403);
    inside.close();
  });

  test("members learn nothing of it, and who came in by the password is no longer on it", async () => {
    const { ann, bob, page, knocks } = await closedRoom();
    const eve = await server.visitor();
    await bob.form(`${page}/knock`, { message: "secret words" });
    await eve.form(`${page}/enter`, { password });
    const inside = await eve.get(page, { accept: "application/json" });
    expect([inside.status, (await inside.json()).knocks]).toEqual([200, []]);
    expect(await eve.page(page)).toMatch(/data-knocking hidden>/);
    const refused = await eve.get(`${page}/knocks`);
    expect([refused.status, await refused.text()]).toEqual([
      403,
      expect.not.stringContaining("secret words"),
    ]);
    expect(await knocks()).toHaveLength(1);
    await bob.form(`${page}/enter`, { password });
    await bob.page(page);
    expect(await knocks()).toEqual([]);
    expect(await ann.page(page)).toMatch(/data-knocking hidden>/);
  });
});
