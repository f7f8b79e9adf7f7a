import { describe, expect, test } from "vitest";
import { matchesIn } from "../support/disk.js";
import { at, useInstances } from "../support/instances.js";
import { useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });
const password = "correct horse";
const HOUR_MS = 3_600_000;

const enter = (who: Visitor, room: string): Promise<string> =>
  who.enter(room).then(
    (socket) => {
      socket.close();
      return "in";
    },
    (error: Error) => error.message,
  );

async function invited(fields: Record<string, unknown> = { password }, input: object = {}) {
  const ann = await server.visitor();
  const { _id: room } = await ann.open(fields);
  const hers = await ann.enter(room);
  const { status, body: invite } = await ann.json("POST", `/room/${room}/invites`, input);
  expect(status).toBe(201);
  return { ann, room, hers, invite };
}

describe("an invite", () => {
  test("lets somebody in past password and lock, once, and a reload is no second use", async () => {
    const { ann, room, hers, invite } = await invited();
    await ann.json("PATCH", `/room/${room}`, { locked: true });
    expect(invite).toMatchObject({ uses: 1, used: 0, url: expect.stringMatching(/^\/i\/[\w-]{22}$/) });
    expect(Math.round((Date.parse(invite.expiresAt) - Date.now()) / HOUR_MS)).toBe(24);
    const [bob, eve] = [await server.visitor(), await server.visitor()];
    for (const preview of [bob, eve]) {
      const page = await preview.get(invite.url);
      expect([page.status, page.headers.get("referrer-policy")]).toEqual([200, "no-referrer"]);
      expect(await page.text()).toContain("A room");
    }
    const { cookie } = bob;
    const answer = await bob.form(invite.url, {}, { origin: "null", "sec-fetch-site": "same-origin" });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `/room/${room}`]);
    expect(bob.cookie).not.toBe(cookie);
    expect((await bob.form(invite.url, {})).status).toBe(303);
    expect(await enter(bob, room)).toBe("in");
    expect(await eve.json("POST", invite.url)).toMatchObject({
      status: 404,
      body: { error: { code: "INVITE_NOT_FOUND" } },
    });
    const page = await eve.get(invite.url);
    expect([page.status, await page.text()]).toEqual([404, expect.stringContaining("Ask for a new one")]);
    const list = (await ann.json("GET", `/room/${room}/invites`)).body.invites;
    expect(list).toEqual([{ id: invite.id, uses: 1, used: 1, expiresAt: invite.expiresAt }]);
    await bob.json("POST", `/room/${room}/leave`);
    expect(await enter(bob, room)).toBe("LOCKED");
    expect((await bob.json("POST", invite.url)).status).toBe(404);
    hers.close();
  });

  test("of 100 visitors at once exactly 10 use an invite for 10", { tags: ["thorough"] }, async () => {
    const { ann, room, hers, invite } = await invited({ password, max: 50 }, { uses: 10, expires: 3600 });
    const crowd = await Promise.all(Array.from({ length: 100 }, () => server.visitor()));
    const answers = await Promise.all(crowd.map((one) => one.json("POST", invite.url)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(90);
    const inside = crowd.filter((_, i) => answers[i]!.status === 200);
    for (const one of inside) expect((await one.json("GET", `/room/${room}/chats`)).status).toBe(200);
    expect((await ann.json("GET", `/room/${room}/invites`)).body.invites[0].used).toBe(10);
    hers.close();
  });

  test("an invite leads past neither a ban nor the last seat, and is not used up by trying", async () => {
    const { ann, room, hers, invite } = await invited({ max: 2 }, {});
    const [bob, eve] = [await server.visitor(), await server.visitor()];
    const his = await bob.enter(room);
    expect((await eve.json("POST", invite.url)).body.error.code).toBe("ROOM_FULL");
    await hers.call("kick", { member: (await bob.me()).id, ban: true });
    expect((await bob.json("POST", invite.url)).body.error.code).toBe("BANNED");
    expect((await eve.json("POST", invite.url)).status).toBe(200);
    await ann.json("PATCH", `/room/${room}`, { locked: true });
    expect(await enter(eve, room)).toBe("in");
    for (const one of [hers, his]) one.close();
  });

  test("an invite that is revoked or over, or whose room is gone, lets nobody in", {
    tags: ["thorough"],
  }, async () => {
    const { ann, room, hers, invite } = await invited();
    const bob = await server.visitor();
    const over = await hers.call("invite", { expires: 1 });
    const kept = await hers.call("invite", { uses: 100, expires: 604_800 });
    expect((await ann.json("DELETE", `/room/${room}/invites/${invite.id}`)).status).toBe(204);
    expect((await ann.form(`/room/${room}/invites/${invite.id}/delete`, {})).status).toBe(404);
    expect((await bob.json("POST", invite.url)).status).toBe(404);
    await expect.poll(async () => (await bob.get(over.url)).status).toBe(404);
    expect((await bob.get(kept.url)).status).toBe(200);
    await ann.json("DELETE", `/room/${room}`);
    for (const url of [kept.url, "/i/nothing", "/i/$ne", `/i/${"x".repeat(22)}`])
      expect((await bob.json("POST", url)).body.error.code).toBe("INVITE_NOT_FOUND");
    for (const wrong of [{ uses: 0 }, { uses: 101 }, { uses: "x" }, { expires: 604_801 }, { expires: -1 }]) {
      const own = await ann.open();
      expect([wrong, (await ann.json("POST", `/room/${own._id}/invites`, wrong)).status]).toEqual([
        wrong,
        422,
      ]);
    }
    hers.close();
  });

  test("the form shows the link, and no file of the server holds the token", async () => {
    const { ann, room, hers } = await invited();
    const page = await (await ann.form(`/room/${room}/invites`, { uses: "", expires: "" })).text();
    const token = /http:[^"<]+\/i\/([\w-]{22})/.exec(page)![1]!;
    expect(await matchesIn(new RegExp(token, "g"), server.dir)).toEqual([]);
    hers.close();
  });
});

describe("over two instances", () => {
  const instances = useInstances(2, { EMPTY_ROOM_GRACE_MS: "300000" });

  test("an invite is used as often as it may be, whichever instances are asked", async () => {
    const [A, B] = instances.servers;
    const ann = await A!.visitor();
    const { _id: room } = await ann.open({ password, max: 50 });
    const { url } = (await ann.json("POST", `/room/${room}/invites`, { uses: 5 })).body;
    const crowd = await Promise.all(Array.from({ length: 30 }, (_, i) => (i % 2 ? A! : B!).visitor()));
    const answers = await Promise.all(crowd.map((one) => one.json("POST", url)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    const guest = crowd[answers.findIndex(({ status }) => status === 200)]!;
    expect(await enter(at(B!, guest), room)).toBe("in");
  });
});
