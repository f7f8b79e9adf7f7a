/** @module-tag thorough */
import { expect, test } from "vitest";
import { useInstances } from "../support/instances.js";
import { longWithoutHost } from "../support/rooms.js";
import { useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });

/** The fields as the page shows them, and as a browser would send them. */
async function fieldsOf(who: Visitor, room: string): Promise<Record<string, string>> {
  const page = await who.page(`/room/${room}/settings`);
  const fields: Record<string, string> = {};
  for (const [tag] of page.matchAll(/<input [^>]*>/g)) {
    const of = (name: string) => tag.match(new RegExp(`${name}="([^"]*)"`))?.[1]?.replaceAll("&amp;", "&");
    const name = of("name");
    if (!name || name === "here" || name === "name") continue;
    if (of("type") !== "checkbox" || / checked/.test(tag)) fields[name] = of("value") ?? "";
  }
  fields.slow = page.match(/<option value="(\d+)" selected/)?.[1] ?? "";
  return fields;
}

async function open(input: Record<string, unknown> = {}) {
  const [ann, bob] = [await server.visitor(), await server.visitor()];
  const { _id: room } = await ann.open({ title: "Cats", ...input });
  const path = `/room/${room}/settings`;
  const save = async (changed: Record<string, string> = {}, who = ann) =>
    who.form(path, { ...(await fieldsOf(ann, room)), ...changed });
  const view = async () => (await ann.json("GET", path)).body;
  return { ann, bob, room, path, save, view };
}

test("hosts see all settings on one page, others do not, and a room that is gone has none", async () => {
  const { ann, bob, room, path } = await open({ max: 12, password: "geheim" });
  const page = await ann.page(path);
  for (const text of ["Room settings", "Cats", 'value="12"', "has a password", "Remove the password"])
    expect(page).toContain(text);
  expect(page).not.toContain("geheim");
  for (const accept of ["text/html", "application/json"]) {
    const refused = await bob.get(path, { accept });
    expect([accept, refused.status, await refused.text()]).toEqual([
      accept,
      403,
      expect.stringContaining("Only a host of this room can do that."),
    ]);
  }
  expect((await ann.get("/room/nothing/settings")).status).toBe(404);
  expect((await ann.json("GET", path)).body).toMatchObject({ _id: room, title: "Cats", secret: true });
});

test("the form changes every setting, and says on the page that it is saved", async () => {
  const { ann, room, path, save, view } = await open();
  const changed = { title: "Dogs", max: "5", slow: "15", locked: "on", readOnly: "on", crowd: "on" };
  const sent: Record<string, string> = { ...(await fieldsOf(ann, room)), ...changed };
  // Not checked any more.
  delete sent.listed;
  const saved = await ann.form(path, sent);
  expect([saved.status, saved.headers.get("location")]).toEqual([303, path]);
  expect(await ann.page(path)).toContain("Saved.");
  expect(await ann.page(path)).not.toContain("Saved.");
  const all = { title: "Dogs", max: 5, slow: 15, locked: true, readOnly: true, crowd: true, listed: false };
  expect(await view()).toMatchObject(all);
  expect((await save()).status).toBe(303);
  expect(await view()).toMatchObject(all);
});

test("an unchanged form keeps the password; a new one replaces it, and a tick removes it", async () => {
  const { bob, room, save, view } = await open({ password: "first" });
  const enters = async (password: string) =>
    (await bob.json("POST", `/room/${room}/enter`, { password })).status;
  await save();
  expect(await view()).toMatchObject({ secret: true });
  expect(await enters("first")).toBe(200);
  await save({ newPassword: "second" });
  expect(await enters("first")).toBe(403);
  expect(await enters("second")).toBe(200);
  const both = await save({ newPassword: "third", password: "" });
  expect([both.status, await both.text()]).toEqual([422, expect.stringContaining("but not both")]);
  expect(await view()).toMatchObject({ secret: true });
  expect((await save({ password: "" })).status).toBe(303);
  expect(await view()).toMatchObject({ secret: false });
});

test("what another host changed since the page was shown is not changed back", async () => {
  const { ann, room, path, view } = await open();
  const fields = await fieldsOf(ann, room);
  await ann.json("PATCH", `/room/${room}`, { locked: true, title: "Meanwhile", slow: 60 });
  await ann.form(path, { ...fields, max: "7" });
  expect(await view()).toMatchObject({ locked: true, title: "Meanwhile", slow: 60, max: 7 });
});

test("refused input shows the form again with what was typed and the reason at its field", async () => {
  const { ann, bob, room, path, save, view } = await open({ max: 4 });
  const eve = await server.visitor();
  for (const one of [ann, bob, eve]) await one.page(`/room/${room}`);
  const cases: [Record<string, string>, string, string][] = [
    [{ title: " ", max: "9" }, "title-error", "1 to 50 characters"],
    [{ max: "900" }, "max-error", "2 to 200 seats"],
    [{ max: "2" }, "max-error", "3 people are inside"],
    [{ newPassword: "x".repeat(73) }, "password-error", "at most 72 characters"],
    [{ slow: "7" }, "slow-error", "could not be understood"],
  ];
  for (const [changed, field, reason] of cases) {
    const answer = await save({ readOnly: "on", ...changed });
    const page = await answer.text();
    const error = page.match(new RegExp(`id="${field}"[^]*?</p>`))?.[0];
    expect([changed, answer.status, error]).toEqual([changed, 422, expect.stringContaining(reason)]);
    expect(page).toMatch(/name="readOnly" value="on" checked/);
    for (const name of ["title", "max"])
      if (changed[name]) expect(page).toContain(`value="${changed[name]}"`);
    // The page that was refused is corrected and sent again.
    const was = page.match(/name="was" value="([^"]*)"/)?.[1]?.replaceAll("&amp;", "&");
    expect(was).toContain("max=4");
  }
  expect(await view()).toMatchObject({ title: "Cats", max: 4, readOnly: false, slow: 0 });
  const odd = await ann.form(path, { was: "title&max&x=%", password: "", max: "none" });
  expect(odd.status).toBe(422);
  const stranger = await save({ title: "Stolen" }, bob);
  expect([stranger.status, await stranger.text()]).toEqual([403, expect.stringContaining("Only a host")]);
  expect(await view()).toMatchObject({ title: "Cats" });
});

const instances = useInstances(2, { EMPTY_ROOM_GRACE_MS: "300000" });

test("an acting host sees and changes lock and slow mode alone", async () => {
  const [first, second] = instances.servers;
  const [ann, bob] = [await first!.visitor(), await second!.visitor()];
  const { _id: room } = await ann.open({ title: "Left behind" });
  const hers = await ann.enter(room);
  const his = await bob.enter(room);
  await hers.call("leave");
  await longWithoutHost(instances.uri, room);
  await his.next("hosts", ({ acting }) => acting !== undefined);
  const path = `/room/${room}/settings`;
  const page = await bob.page(path);
  expect(page).toContain("You look after the room");
  for (const field of ['id="title"', 'id="max"', 'id="password"', 'name="listed"', 'name="readOnly"'])
    expect(page).not.toContain(field);
  const fields = await fieldsOf(bob, room);
  expect((await bob.form(path, { ...fields, locked: "on", slow: "5" })).status).toBe(303);
  expect((await bob.json("GET", path)).body).toMatchObject({ locked: true, slow: 5, title: "Left behind" });
  const more = { ...fields, was: `${fields.was}&title=x`, title: "Mine" };
  expect((await bob.form(path, more)).status).toBe(403);
  his.close();
});
