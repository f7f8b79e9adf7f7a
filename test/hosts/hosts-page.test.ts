/** @module-tag thorough */
import { describe, expect, test } from "vitest";
import { cut } from "../support/client.js";
import { useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });
const browser = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
const people = ["ann", "bob", "carl", "dora"] as const;
type Name = (typeof people)[number];

/** Ann has opened the room, and has made Bob and Carl hosts. */
async function fourInRoom() {
  const who = {} as Record<Name, Visitor>;
  const ids = {} as Record<Name, string>;
  for (const name of people) {
    who[name] = await server.visitor();
    const { id } = (await who[name].json("POST", "/nickname", { name: `${name}-${people.indexOf(name)}` }))
      .body;
    ids[name] = id;
  }
  const { _id: room } = await who.ann.open({ title: "Looked after" });
  for (const name of people) await who[name].page(`/room/${room}`);
  for (const name of ["bob", "carl"] as const)
    await who.ann.json("POST", `/room/${room}/hosts`, { member: ids[name] });
  return { ...who, who, ids, room };
}

const rowOf = (page: string, id: string): string =>
  page.match(new RegExp(`<li class="member[^"]*" data-member="${id}">.*?</li>`, "s"))?.[0] ?? "";

describe("the list of people", () => {
  test("each row offers a visitor what the service does, and nothing that it refuses", async () => {
    const { who, ids, room } = await fourInRoom();
    const offered: Record<Name, Record<Name, string>> = {
      ann: { ann: "", bob: "kick demote", carl: "kick demote", dora: "kick make" },
      bob: { ann: "", bob: "", carl: "", dora: "kick make" },
      carl: { ann: "", bob: "", carl: "", dora: "kick make" },
      dora: { ann: "", bob: "", carl: "", dora: "" },
    };
    for (const visitor of people) {
      const page = await who[visitor].page(`/room/${room}`);
      for (const name of people) {
        const row = rowOf(page, ids[name]);
        const found = { kick: "data-kick", make: `data-set-host="on"`, demote: "/delete" };
        const tools = Object.entries(found).filter(([, mark]) => row.includes(mark));
        const actual = tools.map(([tool]) => tool).join(" ");
        expect([visitor, name, actual]).toEqual([visitor, name, offered[visitor][name]]);
        if (actual.includes("kick")) continue;
        const answer = await who[visitor].json("POST", `/room/${room}/kick`, { member: ids[name] });
        expect([visitor, name, answer.body.error.code]).toEqual([visitor, name, "NOT_ALLOWED"]);
      }
    }
    const form = await who.ann.form(`/room/${room}/hosts/${ids.bob}/delete`, {});
    expect([form.status, form.headers.get("location")]).toEqual([303, `/room/${room}`]);
    expect(rowOf(await who.carl.page(`/room/${room}`), ids.bob)).toContain("data-kick");
  });

  test("a page without scripts marks roles in the list and beside who has written", async () => {
    const { ann, bob, dora, ids, room } = await fourInRoom();
    for (const one of [ann, bob, dora]) await one.say(room, "a message");
    const page = await dora.page(`/room/${room}`);
    expect(rowOf(page, ids.ann)).toContain("Opened the room");
    expect(rowOf(page, ids.dora)).toContain(`<span class="note">you</span>`);
    const authors = [...page.matchAll(/<li class="chat.*?data-author="([^"]+)".*?<div class="said">/gs)];
    const marks = authors.map(([html, author]) => [author, html.match(/aria-label="([^"]+)"/)?.[1]]);
    expect(marks).toEqual([
      [ids.ann, "Opened the room"],
      [ids.bob, "Host"],
      [ids.dora, undefined],
    ]);
    const marked = async () =>
      (await dora.page(`/room/${room}`)).match(/class="role-mark" data-role="host"/g)?.length;
    expect(await marked()).toBe(3);
    await ann.json("DELETE", `/room/${room}/hosts/${ids.bob}`);
    expect(await marked()).toBe(1);
  });

  test("a page without scripts says who is away", async () => {
    const { ann, bob, ids, room } = await fourInRoom();
    const hers = await ann.enter(room);
    const his = await bob.enter(room, undefined, { reconnection: false });
    cut(his);
    await hers.next("away");
    expect(rowOf(await ann.page(`/room/${room}`), ids.bob)).toMatch(/class="member away".*Host · away/s);
    (await bob.enter(room)).close();
    await hers.next("away", ({ away }) => !away);
    expect(rowOf(await ann.page(`/room/${room}`), ids.bob)).not.toContain("away");
    hers.close();
  });

  test("who has left meanwhile is told of in the room's page, not in one of its own", async () => {
    const { ann, dora, ids, room } = await fourInRoom();
    await dora.json("POST", `/room/${room}/leave`);
    for (const path of ["kick", "hosts"]) {
      const form = await ann.form(`/room/${room}/${path}`, { member: ids.dora });
      expect([form.status, form.headers.get("location")]).toEqual([303, `/room/${room}`]);
      expect(await ann.page(`/room/${room}`)).toContain("This person is not there any more");
    }
  });
});

describe("the page of who looks after a room", () => {
  test("hosts see who looks after it and who is banned; the opener demotes there", async () => {
    const { ann, bob, carl, ids, room } = await fourInRoom();
    const path = `/room/${room}/hosts`;
    const fresh = await server.visitor();
    const { _id } = await fresh.open();
    const empty = await fresh.page(`/room/${_id}/hosts`);
    expect(empty).toContain("So far that is you alone");
    expect(empty).toContain("Nobody is banned.");
    await carl.say(room, "and away");
    await carl.json("POST", `/room/${room}/leave`);
    await ann.json("POST", `/room/${room}/kick`, { member: ids.dora, ban: true });
    expect((await ann.json("GET", path)).body).toMatchObject({
      room: { _id: room, title: "Looked after" },
      caretakers: [
        { id: ids.ann, name: "ann-0", role: "opener", seated: true },
        { id: ids.bob, name: "bob-1", role: "host", seated: true },
        { id: ids.carl, name: "carl-2", role: "host", seated: false },
      ],
      bans: [{ id: ids.dora, name: "dora-3", at: expect.any(String) }],
      isOwner: true,
    });
    const page = await bob.page(path);
    expect(page).toMatch(/carl-2.*Host · not in the room now.*Banned.*dora-3.*banned just now/s);
    expect(page).not.toContain(`/hosts/${ids.carl}/delete`);
    expect(await ann.page(path)).toContain(`/hosts/${ids.carl}/delete`);
    const form = await ann.form(`${path}/${ids.carl}/delete`, { here: path });
    expect([form.status, form.headers.get("location")]).toEqual([303, path]);
    expect(await ann.page(path)).not.toContain("carl-2");
  });

  test("hosts lift a ban there, once, and the visitor comes in again", async () => {
    const { ann, bob, dora, ids, room } = await fourInRoom();
    const path = `/room/${room}/hosts`;
    await bob.json("POST", `/room/${room}/kick`, { member: ids.dora, ban: true });
    expect(await ann.page(path)).toContain(`action="/room/${room}/bans/${ids.dora}/delete"`);
    const lift = () => bob.form(`/room/${room}/bans/${ids.dora}/delete`, {});
    expect((await lift()).headers.get("location")).toBe(path);
    (await dora.enter(room)).close();
    expect((await lift()).headers.get("location")).toBe(path);
    expect(await bob.page(path)).toContain("This person is not there any more");
  });

  test("others may not see it, and programs get bans as JSON", async () => {
    const { ann, dora, room } = await fourInRoom();
    const stranger = await server.visitor();
    for (const one of [dora, stranger])
      for (const page of ["hosts", "bans"]) {
        const answer = await one.get(`/room/${room}/${page}`, browser);
        expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining("Only a host")]);
        expect((await one.json("GET", `/room/${room}/${page}`)).body.error.code).toBe("NOT_HOST");
      }
    const shown = await ann.get(`/room/${room}/bans`, browser);
    expect([shown.status, shown.headers.get("location")]).toEqual([303, `/room/${room}/hosts`]);
    for (const accept of ["application/json", "*/*"])
      expect(await (await ann.get(`/room/${room}/bans`, { accept })).json()).toEqual({ bans: [] });
    expect((await ann.get("/room/none/hosts")).status).toBe(404);
  });
});
