import { expect, test } from "vitest";
import { useServer } from "../support/server.js";
import { Stream, streamRefusal } from "../support/stream.js";

const GRACES = { EMPTY_ROOM_GRACE_MS: "200", LOST_CONNECTION_GRACE_MS: "8000", ALONE_GRACE_MS: "200" };
const server = useServer(GRACES);

test("a stream holds the seat as a socket does, and its end counts as a lost connection", async () => {
  const [ann, bob, eve] = await Promise.all([server.visitor(), server.visitor(), server.visitor()]);
  const { _id: room } = await ann.open();
  const hers = await ann.enter(room);
  const sockets = [await bob.enter(room), await eve.enter(room)];
  const stream = await Stream.enter(bob, room);
  const [bobId, eveId] = [(await bob.me()).id, (await eve.me()).id];
  for (const socket of sockets) socket.close();
  // Her seat was kept by the socket alone.
  await hers.next("exit", ({ member }) => member.id === eveId);
  expect([hers.has("exit"), hers.has("away")]).toEqual([false, false]);
  expect((await bob.say(room, "still here")).seq).toBe(1);
  stream.close();
  expect(await hers.next("away")).toEqual({ member: bobId, away: true });
  const again = await Stream.open(bob, room, { lastEventId: "0.0" });
  expect(await hers.next("away")).toEqual({ member: bobId, away: false });
  expect((await again.next("welcome")).members).toHaveLength(2);
  expect(await again.next("chat")).toMatchObject([{ chat: "still here" }]);
  again.close();
  expect(await hers.next("away")).toEqual({ member: bobId, away: true });
  await hers.next("exit", ({ member }) => member.id === bobId);
  expect(await streamRefusal(bob, room)).toMatchObject({ status: 403, code: "NOT_ALLOWED" });
  hers.close();
});

test("a room lives as long as somebody has a stream", { tags: ["thorough"] }, async () => {
  const [ann, bob] = await Promise.all([server.visitor(), server.visitor()]);
  const { _id: room } = await ann.open();
  const hers = await ann.enter(room);
  const his = await bob.enter(room);
  const lobby = await ann.lobby();
  const stream = await Stream.enter(ann, room);
  hers.close();
  his.close();
  await stream.next("exit");
  expect((await ann.say(room, "alone")).seq).toBe(1);
  stream.close();
  await lobby.next("removeRoom", (id) => id === room);
  lobby.close();
});

test("nobody who watches gets a stream, and a stream is no watcher", async () => {
  const [ann, bob] = await Promise.all([server.visitor(), server.visitor()]);
  const { _id: room } = await ann.open();
  const hers = await ann.enter(room);
  const watcher = await bob.watch(room);
  await watcher.next("welcome");
  for (const query of ["", "?spectate=on"])
    expect(await streamRefusal(bob, room, { query })).toMatchObject({ status: 403, code: "NOT_ALLOWED" });
  for (const one of [hers, watcher]) one.close();
});
