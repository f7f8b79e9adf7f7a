import { expect, test } from "vitest";
import { useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

// What many visitors see alike is drawn once for all. Each of these pages has been asked for before, by everybody.
const server = useServer({ OPERATOR_TOKEN: "an operator's token of 32 characters" });

async function inARoom(fields: Record<string, unknown> = {}) {
  const [owner, guest, other] = [await server.visitor(), await server.visitor(), await server.visitor()];
  const { _id } = await owner.open({ title: "Before", max: 5, ...fields });
  const path = `/room/${_id}`;
  const everybody = [owner, guest, other];
  const look = async () => {
    for (let i = 0; i < 3; i++) for (const visitor of everybody) await visitor.page(path);
  };
  await look();
  return { owner, guest, other, room: _id, path, look };
}

const isHidden = (page: string, path: string): boolean =>
  page.match(new RegExp(`<a [^>]*href="${path}"[^>]*>`))![0].includes(" hidden");

const chatOf = (page: string, seq: number): string =>
  page.split(`id="chat-${seq}"`)[1]!.split(/<li class="chat|<\/ol>/)[0]!;

const meOf = (page: string): string => page.match(/data-me="([^"]*)"/)![1]!;

async function idOf(visitor: Visitor, path: string): Promise<string> {
  return meOf(await visitor.page(path));
}

test("each sees their own messages as theirs, and nobody else's", async () => {
  const { owner, guest, other, room, path, look } = await inARoom();
  await owner.say(room, "from the owner");
  await guest.say(room, "from the guest");
  await look();
  const [ofOwner, ofGuest, ofOther] = [
    await owner.page(path),
    await guest.page(path),
    await other.page(path),
  ];
  expect(chatOf(ofOwner, 1)).toContain("data-edit");
  expect(chatOf(ofOwner, 2)).not.toContain("data-edit");
  expect(chatOf(ofGuest, 1)).not.toContain("data-edit");
  expect(chatOf(ofGuest, 2)).toContain("data-edit");
  expect(ofOther).not.toContain("data-edit");
  expect(new Set([meOf(ofOwner), meOf(ofGuest), meOf(ofOther)]).size).toBe(3);
  expect(isHidden(ofOwner, `${path}/settings`)).toBe(false);
  expect(isHidden(ofGuest, `${path}/settings`)).toBe(true);
  for (const page of [ofOwner, ofGuest])
    expect(page.match(/class="chip hue h\d+ (?:owner )?me"/g)).toHaveLength(1);
  expect(ofGuest).not.toContain("data-close");
});

test("who has said nothing sees a host's tools only as a host", async () => {
  const { owner, guest, other, room, path, look } = await inARoom();
  await other.say(room, "hello");
  await look();
  const hidden = 'data-for="moderator" hidden';
  expect(chatOf(await guest.page(path), 1)).toContain(hidden);
  expect(chatOf(await owner.page(path), 1)).not.toContain(hidden);
});

test("a removed message and an old wording are on nobody's page, and not in a quote", async () => {
  const { owner, guest, other, room, path, look } = await inARoom();
  await guest.say(room, "first wording");
  await guest.say(room, "soon gone");
  await owner.json("POST", `${path}/chat`, { chat: "an answer", replyTo: 2 });
  await look();
  expect(await other.page(path)).toContain("soon gone");
  await guest.json("PATCH", `${path}/chat/1`, { chat: "second wording" });
  await guest.json("DELETE", `${path}/chat/2`);
  for (const visitor of [owner, guest, other]) {
    const page = await visitor.page(path);
    expect(page).toContain("second wording");
    expect(page).not.toContain("first wording");
    expect(page).not.toContain("soon gone");
  }
});

test("a reaction is pressed for whom it is, and goes when it is taken back", async () => {
  const { owner, guest, other, room, path, look } = await inARoom();
  await owner.say(room, "like it?");
  await guest.json("POST", `${path}/chat/1/react`, { emoji: "👍", on: true });
  await look();
  expect(chatOf(await guest.page(path), 1)).toContain('value="👍" aria-pressed="true"');
  for (const visitor of [owner, other])
    expect(chatOf(await visitor.page(path), 1)).toContain('value="👍" aria-pressed="false"');
  await guest.json("POST", `${path}/chat/1/react`, { emoji: "👍", on: false });
  for (const visitor of [owner, guest])
    expect(chatOf(await visitor.page(path), 1)).not.toContain('class="reaction"');
});

test("a new host has a host's tools and mark, until they are one no longer", async () => {
  const { owner, guest, other, room, path, look } = await inARoom();
  await other.say(room, "hello");
  await guest.say(room, "hello, too");
  await look();
  const id = await idOf(guest, path);
  await owner.json("POST", `${path}/hosts`, { member: id });
  const page = await guest.page(path);
  expect(isHidden(page, `${path}/hosts`)).toBe(false);
  expect(chatOf(page, 1)).not.toMatch(/data-for="moderator" hidden/);
  expect(page).toContain("data-kick");
  expect(chatOf(await other.page(path), 2)).toContain('data-role="host"');
  await look();
  await owner.json("DELETE", `${path}/hosts/${id}`);
  const after = await guest.page(path);
  expect(isHidden(after, `${path}/hosts`)).toBe(true);
  expect(chatOf(after, 1)).toMatch(/data-for="moderator" hidden/);
  expect(after).not.toContain("data-kick");
  expect(chatOf(await other.page(path), 2)).not.toContain('data-role="host"');
});

test("a new name shows in the list of members, and a mention follows it", async () => {
  const { owner, guest, other, room, path, look } = await inARoom();
  await guest.json("POST", "/nickname", { name: "Renate" });
  await owner.say(room, "dear @Renate and @Sabine");
  await look();
  expect(chatOf(await other.page(path), 1)).toContain('<strong class="mention">@Renate</strong>');
  await guest.json("POST", "/nickname", { name: "Sabine" });
  const page = await other.page(path);
  expect(page).toMatch(/data-member="[^"]*">[\s\S]*?title="Sabine"/);
  expect(page).not.toContain('title="Renate"');
  expect(chatOf(page, 1)).toContain('<strong class="mention">@Sabine</strong>');
});

test("new settings show at once: title, badges, slow mode, read only, and whom the link lets in", async () => {
  const { owner, guest, path } = await inARoom();
  const before = await guest.page(path);
  expect(before).toMatch(/data-badge="locked"[^>]* hidden/);
  await owner.json("PATCH", path, { title: "Afterwards", locked: true, slow: 15, max: 4 });
  const page = await guest.page(path);
  expect(page).toContain('data-title title="Afterwards"');
  expect(page).not.toContain("Before");
  expect(page).not.toMatch(/data-badge="locked"[^>]* hidden/);
  expect(page).not.toMatch(/data-slow-line hidden/);
  expect(page).toContain("3 / 4");
  expect(page.match(/data-share-rule>[^<]*/)).not.toEqual(before.match(/data-share-rule>[^<]*/));
  await owner.json("PATCH", path, { readOnly: true });
  expect(await guest.page(path)).toMatch(/<textarea[^>]*id="say"[^>]* readonly/);
  expect(await owner.page(path)).not.toMatch(/<textarea[^>]*id="say"[^>]* readonly/);
});

test("a choice of language changes the page of who made it, and nobody else's", async () => {
  const { owner, guest, other, room, path, look } = await inARoom();
  await owner.say(room, "hello");
  await look();
  await guest.json("POST", "/language", { lang: "ko" });
  const page = await guest.page(path);
  expect(page).toContain('<html lang="ko"');
  for (const text of ["메시지", "사람들"]) expect(page).toContain(text);
  expect(page).not.toContain(">Remove<");
  expect(await other.page(path)).not.toContain("사람들");
  expect(await other.page(path)).toContain('<html lang="en"');
});

test("what was refused is shown once, with what was typed, to who typed it", async () => {
  const { owner, guest, path } = await inARoom();
  const refused = await guest.form(`${path}/chat`, { chat: `${"x".repeat(2000)} and a secret` });
  expect(refused.status).toBe(422);
  expect(await refused.text()).toContain("and a secret");
  for (const visitor of [guest, owner]) {
    const page = await visitor.page(path);
    expect(page).not.toContain("and a secret");
    expect(page).not.toContain("say-error");
  }
  await guest.form(`${path}/gif`, {});
  await guest.form("/nickname", { name: "x".repeat(30), here: path });
  const page = await guest.page(path);
  expect(page).toContain("nickname-error");
  expect(await owner.page(path)).not.toContain("nickname-error");
  expect(await guest.page(path)).not.toContain("nickname-error");
});

test("an edit that was refused is open for its author, and for nobody after", async () => {
  const { owner, guest, room, path, look } = await inARoom();
  await guest.say(room, "as it was");
  await look();
  const refused = await guest.form(`${path}/chat/1/edit`, { chat: "y".repeat(2001) });
  expect(chatOf(await refused.text(), 1)).toContain("edit-error");
  for (const visitor of [guest, owner]) expect(await visitor.page(path)).not.toContain("edit-error");
});

test("who watches sees no tools, and who sits down sees them", async () => {
  const { owner, room, path, look } = await inARoom();
  await owner.say(room, "hello");
  await look();
  const watcher = await server.visitor();
  for (let i = 0; i < 3; i++) {
    const page = await watcher.page(`${path}?spectate=on`);
    expect(page).toContain('data-watching="yes"');
    expect(page).not.toContain("data-reply");
    expect(page).not.toContain('id="say"');
  }
  const page = await watcher.page(path);
  expect(page).toContain('data-watching=""');
  expect(chatOf(page, 1)).toContain("data-reply");
  expect(page).toContain('id="say"');
});

test("a secret room's page is drawn for nobody who is not let in", async () => {
  const { owner, room, path } = await inARoom();
  await owner.say(room, "among us");
  await owner.json("PATCH", path, { password: "open sesame" });
  const stranger = await server.visitor();
  const answer = await stranger.get(path);
  expect(answer.status).toBe(403);
  expect(await answer.text()).not.toContain("among us");
});

test("the length that a page says is the length that it has, with letters of several bytes", async () => {
  const { owner, guest, room, path, look } = await inARoom({ title: "고양이 🐈" });
  for (let i = 0; i < 3; i++) await owner.say(room, `야옹 ${i} 🐈‍⬛`);
  await look();
  const answer = await guest.get(path, { "accept-encoding": "identity" });
  const bytes = await answer.bytes();
  expect(bytes.length).toBe(Number(answer.headers.get("content-length")));
  const page = new TextDecoder().decode(bytes);
  expect(page).toMatch(/<\/html>\s*$/);
  for (const text of ["야옹 2 🐈‍⬛", "고양이 🐈"]) expect(page).toContain(text);
  const packed = await guest.get(path, { "accept-encoding": "br" });
  expect(packed.headers.get("content-length")).toBeNull();
  expect(await packed.text()).toBe(page);
});
