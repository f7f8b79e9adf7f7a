import { expect, test } from "vitest";
import { useServer } from "../support/server.js";

// The server remembers what it was asked for. Each of these looks first, so that there is something to remember.
const server = useServer();

async function twoInARoom() {
  const [owner, guest] = [await server.visitor(), await server.visitor()];
  const room = await owner.open({ title: "Before", max: 5 });
  const path = `/room/${room._id}`;
  for (const visitor of [owner, guest]) for (let i = 0; i < 3; i++) await visitor.page(path);
  return { owner, guest, room, path };
}

test("the next page shows a message's edit and removal", async () => {
  const { owner, guest, room, path } = await twoInARoom();
  const { seq } = await owner.say(room._id, "the first wording");
  const other = await owner.say(room._id, "soon to be taken back");
  expect(await guest.page(path)).toContain("the first wording");
  expect(await guest.page(path)).toContain("soon to be taken back");
  await owner.json("PATCH", `${path}/chat/${seq}`, { chat: "the second wording" });
  await owner.json("DELETE", `${path}/chat/${other.seq}`);
  const page = await guest.page(path);
  expect(page).toContain("the second wording");
  expect(page).not.toContain("the first wording");
  expect(page).not.toContain("soon to be taken back");
  const { body } = await guest.json("GET", path);
  expect(body.changed).toBe(2);
});

test("the next page shows each message, to its author as their own", async () => {
  const { owner, guest, room, path } = await twoInARoom();
  for (let i = 1; i <= 60; i++) {
    await owner.say(room._id, `number ${i}.`);
    if (i % 20 === 0) expect(await guest.page(path)).toContain(`number ${i}.`);
  }
  const { body } = await guest.json("GET", path);
  expect(body.chats.map((chat: { seq: number }) => chat.seq)).toEqual(
    Array.from({ length: 50 }, (_, i) => i + 11),
  );
  expect(body.more).toBe(true);
  expect(await owner.page(path)).toContain(`${path}/chat/60/edit`);
  expect(await guest.page(path)).not.toContain(`${path}/chat/60/edit`);
});

test("a room's new title shows on its page and in the lobby", async () => {
  const { owner, guest, path } = await twoInARoom();
  await guest.page("/");
  await owner.json("PATCH", path, { title: "Afterwards" });
  expect(await guest.page(path)).toContain("Afterwards");
  expect(await guest.page("/")).toContain("Afterwards");
});

test("a new nickname shows to others and to its bearer", async () => {
  const { owner, guest, path } = await twoInARoom();
  await guest.json("POST", "/nickname", { name: "Renate" });
  expect(await owner.page(path)).toContain("Renate");
  expect(await guest.page("/")).toContain("Renate");
});

test("the next page shows a member who came, and not one who left", async () => {
  const { owner, path, room } = await twoInARoom();
  const third = await server.visitor();
  await third.json("POST", "/nickname", { name: "Third one" });
  await third.page(path);
  expect(await owner.page(path)).toContain("Third one");
  expect((await owner.json("GET", path)).body.room.people).toBe(3);
  await third.json("POST", `/room/${room._id}/leave`);
  expect(await owner.page(path)).not.toContain("Third one");
});

test("a banned visitor is refused by the next page, and reads no history", async () => {
  const { owner, guest, path } = await twoInARoom();
  const { id } = await guest.me();
  expect((await guest.get(`${path}/chats`)).status).toBe(200);
  await owner.json("POST", `${path}/kick`, { member: id, ban: true });
  expect((await guest.get(path)).status).toBe(303);
  expect((await guest.json("GET", `${path}/chats`)).status).toBe(403);
});

test("a password opens the room from the next page on, and for nobody else", async () => {
  const [owner, guest, other] = [await server.visitor(), await server.visitor(), await server.visitor()];
  const { _id } = await owner.open({ password: "open sesame" });
  for (const visitor of [guest, other]) expect((await visitor.get(`/room/${_id}`)).status).toBe(403);
  await guest.json("POST", `/room/${_id}/enter`, { password: "open sesame" });
  expect((await guest.get(`/room/${_id}`)).status).toBe(200);
  expect((await other.get(`/room/${_id}`)).status).toBe(403);
});

test("a replaced session is worth nothing at once, and a choice of language shows at once", async () => {
  const [owner, guest] = [await server.visitor(), await server.visitor()];
  const { _id } = await owner.open({ password: "open sesame" });
  await guest.page("/");
  const before = guest.cookie;
  const { id } = await guest.me();
  await guest.json("POST", `/room/${_id}/enter`, { password: "open sesame" });
  expect(guest.cookie).not.toBe(before);
  const thief = await server.visitor();
  thief.cookie = before;
  expect((await thief.me()).id).not.toBe(id);
  await guest.page("/");
  await guest.json("POST", "/language", { lang: "ko" });
  expect(await guest.page("/")).toContain('lang="ko"');
});

test("a room that was closed is gone from the next page and from the lobby", async () => {
  const { owner, guest, path } = await twoInARoom();
  expect(await guest.page("/")).toContain(path);
  await owner.json("DELETE", path);
  expect((await guest.get(path)).status).toBe(303);
  expect(await guest.page("/")).not.toContain(`href="${path}"`);
});
