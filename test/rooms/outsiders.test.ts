import { expect, test } from "vitest";
import type { RoomView } from "../../src/shared/events.js";
import { gif } from "../support/gif.js";
import { serve, useServer } from "../support/server.js";
import { Visitor } from "../support/visitor.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });
const password = "correct horse";

/** What the lobby may tell of a secret room, with these people in it. */
const bare = ({ owner, createdAt, _id }: RoomView, title: string, people: number) => ({
  ...{ _id, title, max: 10, secret: true, people, owner, createdAt },
  ...{ members: [], hosts: [], endsAt: null, crowd: false },
  ...{
    listed: true,
    locked: false,
    proof: false,
    slow: 0,
    readOnly: false,
    lifetime: "left",
    expiresAt: null,
  },
});

test("outsiders see of a secret room its title, its seats and its opener, over HTTP and as events", async () => {
  const [ann, bob, eve] = [await server.visitor(), await server.visitor(), await server.visitor()];
  const lobby = await eve.lobby();
  const room = await ann.open({ title: "den", password });
  const of = (view: RoomView) => view._id === room._id;
  expect(await lobby.next("newRoom", of)).toEqual(bare(room, "den", 0));
  await bob.json("POST", "/nickname", { name: "Bob the Hidden" });
  await bob.json("POST", `/room/${room._id}/enter`, { password });
  const [hers, his] = [await ann.enter(room._id), await bob.enter(room._id)];
  expect(await lobby.next("updateRoom", (view) => of(view) && view.people === 2)).toEqual(
    bare(room, "den", 2),
  );
  await his.call("chat", { chat: "x" });
  await hers.next("updateRoom", (view: RoomView) => view.chats === 1);
  const list = (await eve.json("GET", "/?q=den")).body;
  expect(list.rooms.filter(of)).toEqual([bare(room, "den", 2)]);
  const page = await eve.page("/?q=den");
  expect(page).toContain("2 / 10");
  expect(page).not.toMatch(/Bob the Hidden|No messages yet|Last message|data-last="."/);
  expect(await eve.page(`/room/${room._id}`)).not.toContain("Bob the Hidden");
  lobby.close();
  for (const socket of [hers, his]) socket.close();
});

test("the lobby is not told when somebody writes in a secret room", { tags: ["thorough"] }, async () => {
  const [ann, eve] = [await server.visitor(), await server.visitor()];
  const [secret, open] = [await ann.open({ password }), await ann.open()];
  const [hidden, seen] = [await ann.enter(secret._id), await ann.enter(open._id)];
  const lobby = await eve.lobby();
  for (const socket of [hidden, seen]) await socket.call("chat", { chat: "x" });
  await hidden.next("updateRoom", (view: RoomView) => view.chats === 1);
  await lobby.next("updateRoom", (view: RoomView) => view._id === open._id && view.chats === 1);
  // Told after the message, so what the lobby got of the secret room before is all there is.
  await ann.json("PATCH", `/room/${secret._id}`, { title: "renamed" });
  const next = await lobby.next(
    "updateRoom",
    ({ _id, title }: RoomView) => _id === secret._id && title !== "A room",
  );
  expect(next).toEqual(bare(secret, "renamed", 1));
  const others = lobby.received.filter(
    ({ event, payload }) => event === "updateRoom" && payload._id === secret._id,
  );
  expect(others).toEqual([]);
  for (const socket of [hidden, seen, lobby]) socket.close();
});

test("who is in a secret room sees everything of it", async () => {
  const [ann, bob] = [await server.visitor(), await server.visitor()];
  const room = await ann.open({ password });
  expect(room).toMatchObject({ chats: 0, lastChatAt: null });
  const { body } = await bob.json("POST", `/room/${room._id}/enter`, { password });
  expect(body).toMatchObject({ chats: 0, lastChatAt: null });
  const [hers, his] = [await ann.enter(room._id), await bob.enter(room._id)];
  const told = await his.next("updateRoom", (view: RoomView) => view.members.length === 2);
  expect(told).toMatchObject({ people: 2, chats: 0 });
  await bob.page(`/room/${room._id}`);
  expect((await bob.json("GET", `/room/${room._id}`)).body.room.members).toHaveLength(2);
  const link = `<a href="/room/${room._id}">`;
  expect(await bob.page("/")).toContain(link);
  for (const socket of [hers, his]) socket.close();
});

test("nobody reads an open room without a session, nor does somebody who was banned with none", {
  tags: ["thorough"],
}, async () => {
  const strict = await serve({ RATE_LIMITS: "on", TRUST_PROXY: "1", EMPTY_ROOM_GRACE_MS: "300000" });
  const [ann, bob] = [await strict.visitor("10.0.0.1"), await strict.visitor("10.0.0.2")];
  const { _id } = await ann.open();
  const [hers, his] = [await ann.enter(_id), await bob.enter(_id)];
  const { gif: picture } = await (await ann.upload(_id, gif())).json();
  const inside = [`/room/${_id}/chats`, `/room/${_id}/chats?changed=0`, picture.url, picture.still];
  for (const path of inside) {
    for (const address of ["10.0.0.2", "10.0.0.9"]) {
      const stranger = new Visitor(strict.url, address);
      const answer = await stranger.json("GET", path);
      expect([path, answer.status, answer.body.error.code]).toEqual([path, 403, "NOT_ALLOWED"]);
      expect([path, (await stranger.request("HEAD", path)).status]).toEqual([path, 403]);
      expect(stranger.cookie).toBe("");
    }
    expect([path, (await bob.get(path)).status]).toEqual([path, 200]);
  }
  await hers.call("kick", { member: (await bob.me()).id, ban: true });
  await his.next("disconnect");
  for (const path of inside) expect([path, (await bob.get(path)).status]).toEqual([path, 403]);
  expect((await bob.json("GET", `/room/${_id}`)).body.error.code).toBe("BANNED");
  const strangers = new Visitor(strict.url, "10.0.0.2");
  expect((await strangers.json("GET", `/room/${_id}`)).body.error.code).toBe("BANNED");
  // A page gives a session, and with it the right to read what is open.
  const passer = new Visitor(strict.url, "10.0.0.9");
  expect((await passer.get(`/room/${_id}`)).status).toBe(200);
  for (const path of inside) expect([path, (await passer.get(path)).status]).toEqual([path, 200]);
  hers.close();
  await strict.close();
});
