import { once } from "node:events";
import { createConnection } from "mongoose";
import { describe, expect, test } from "vitest";
import type WebSocket from "ws";
import type { RoomView, SeatedMember } from "../../src/shared/events.js";
import { bareSocket, cut } from "../support/client.js";
import { at, twoMembers, useInstances } from "../support/instances.js";
import { serve, useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const soon = { EMPTY_ROOM_GRACE_MS: "200", ALONE_GRACE_MS: "60000" };
// Longer than a test waits for an event.
const server = useServer({ ...soon, LOST_CONNECTION_GRACE_MS: "60000" });
const LOST_MS = 1500;
const hasty = useServer({ ...soon, LOST_CONNECTION_GRACE_MS: String(LOST_MS) });

/** In the room by a websocket that can be closed with any code, or without a word. */
async function enterBare(who: Visitor, room: string): Promise<WebSocket> {
  const socket = bareSocket(who);
  await new Promise<void>((resolve) => {
    socket.on("message", (data) => {
      const said = data.toString();
      if (said.startsWith("0")) socket.send(`40/chat,${JSON.stringify({ room })}`);
      if (said.startsWith('42/chat,["welcome"')) resolve();
    });
  });
  return socket;
}

const noReturn = { reconnection: false };

async function two(where = server) {
  const [ann, bob] = [await where.visitor(), await where.visitor()];
  const { _id: room } = await ann.open();
  return { ann, bob, bobIs: (await bob.me()).id, room, hers: await ann.enter(room) };
}

const endOf = async (who: Visitor, room: string): Promise<number> => {
  const { rooms } = (await who.json("GET", "/")).body;
  return Date.parse(rooms.find(({ _id }: RoomView) => _id === room).endsAt) - Date.now();
};

describe("how long a seat outlives its socket", () => {
  test("a seat whose socket was closed is free soon, whichever way it was closed", async () => {
    const { bob, room, hers } = await two();
    const ways: Record<string, () => Promise<unknown>> = {
      "code 1000": async () => (await enterBare(bob, room)).close(1000),
      "code 1001": async () => (await enterBare(bob, room)).close(1001),
      "no code": async () => (await enterBare(bob, room)).close(),
      "a disconnect packet": async () => (await bob.enter(room)).close(),
      "a disconnect packet on a socket that stays": async () => (await enterBare(bob, room)).send("41/chat,"),
      "a close packet while polling": async () =>
        (await bob.enter(room, undefined, { transports: ["polling"] })).close(),
    };
    for (const [way, close] of Object.entries(ways)) {
      await close();
      const left = await hers.next("exit").catch((error: Error) => error.message);
      expect([way, left]).toMatchObject([way, { people: 1 }]);
    }
    expect(hers.has("away")).toBe(false);
    hers.close();
  });

  test("a seat whose socket was closed is free soon, though something was written to it at that moment", async () => {
    const { bob, room, hers } = await two();
    const socket = await enterBare(bob, room);
    // The server has the close frame, and waits in vain for the end of the connection.
    socket.pause();
    socket.close(1000);
    const isOver = () => hers.has("exit") || hers.has("away");
    for (let sent = 0; sent < 50 && !isOver(); sent++) await hers.call("typing", {});
    await hers.until(isOver);
    expect([hers.has("exit"), hers.has("away")]).toEqual([true, false]);
    socket.terminate();
    hers.close();
  });

  test("a seat whose connection was lost is kept for longer, and others see that its member is away", async () => {
    const { ann, bob, bobIs, room, hers } = await two();
    const socket = await enterBare(bob, room);
    await hers.next("join");
    socket.terminate();
    expect(await hers.next("away")).toEqual({ member: bobIs, away: true });
    const { members } = (await ann.json("GET", `/room/${room}`)).body;
    expect(members.find(({ id }: SeatedMember) => id === bobIs)).toMatchObject({ away: true });
    const tab = await ann.enter(room);
    expect((await hers.call("history", {})).chats).toEqual([]);
    const back = await enterBare(bob, room);
    expect(await hers.next("away")).toEqual({ member: bobIs, away: false });
    back.terminate();
    await hers.next("away", ({ away }) => away);
    expect(hers.has("exit") || hers.has("join")).toBe(false);
    for (const one of [hers, tab]) one.close();
  });

  test("a member who does not come back after a lost connection is gone after its grace", async () => {
    const { bob, room, hers } = await two(hasty);
    const socket = await enterBare(bob, room);
    const begun = Date.now();
    socket.terminate();
    await hers.next("exit");
    expect(Date.now() - begun).toBeGreaterThanOrEqual(LOST_MS);
    hers.close();
  });

  test("who comes into a room is told who is away", async () => {
    const { ann, bob, bobIs, room, hers } = await two();
    const socket = await enterBare(bob, room);
    socket.terminate();
    await hers.next("away");
    const tab = ann.connect("/chat", { auth: { room } });
    const { members } = await tab.next("welcome");
    const away = members.filter((member: SeatedMember) => member.away);
    expect(away).toMatchObject([{ id: bobIs }]);
    for (const one of [hers, tab]) one.close();
  });

  test("a room in which nobody but its opener has ever been waits long, closed or lost, and then no longer", async () => {
    const ann = await server.visitor();
    const lobby = await ann.lobby();
    const ends = ({ _id }: { _id: string }) =>
      lobby.next("updateRoom", (view: RoomView) => view._id === _id && view.endsAt !== null);
    for (const way of ["closed", "lost"]) {
      const room = await ann.open();
      const hers = await ann.enter(room._id, undefined, noReturn);
      if (way === "closed") hers.close();
      else cut(hers);
      const { endsAt } = await ends(room);
      expect(Date.parse(endsAt) - Date.now()).toBeGreaterThan(50_000);
    }
    const { bob, room, hers } = await two();
    (await bob.enter(room)).close();
    await hers.next("exit");
    hers.close();
    await lobby.next("removeRoom", (id) => id === room);
    lobby.close();
  });

  test("a page that was shown keeps the seat for ten seconds, though its socket came and closed at once", async () => {
    const { bob, room, hers } = await two();
    (await bob.enter(room)).close();
    await hers.next("exit");
    const lobby = await bob.lobby();
    const asked = Date.now();
    await bob.page(`/room/${room}`);
    const socket = await enterBare(bob, room);
    socket.close(1001);
    await once(socket, "close");
    hers.socket.emit("leave", () => {});
    const isEnding = ({ _id, people, endsAt }: RoomView) => _id === room && people === 1 && endsAt !== null;
    const { endsAt } = await lobby.next("updateRoom", isEnding);
    expect(Date.parse(endsAt) - asked).toBeGreaterThanOrEqual(10_000);
    for (const one of [hers, lobby]) one.close();
  });

  test("a seat that is given up is free at once, and the last one ends the room", async () => {
    const patient = await serve({ EMPTY_ROOM_GRACE_MS: "300000" });
    const { ann, bob, room, hers } = await two(patient);
    const lobby = await ann.lobby();
    const his = await bob.enter(room);
    await his.call("leave");
    await hers.next("exit");
    expect((await ann.form(`/room/${room}/leave`, {})).headers.get("location")).toBe("/");
    await lobby.next("removeRoom", (id) => id === room);
    lobby.close();
    await patient.close();
  });

  test("what is left of a grace outlives a restart", { tags: ["thorough"] }, async () => {
    const own = await serve({ LOST_CONNECTION_GRACE_MS: "60000", ALONE_GRACE_MS: "90000" });
    const { ann, bob, bobIs, room, hers } = await two(own);
    const { _id: waiting } = await ann.open();
    const alone = await ann.enter(waiting, undefined, noReturn);
    const lobby = await ann.lobby();
    alone.close();
    await lobby.next("updateRoom", ({ _id, endsAt }: RoomView) => _id === waiting && endsAt !== null);
    const his = await bob.enter(room, undefined, noReturn);
    cut(his);
    await hers.next("away");
    hers.close();
    await lobby.next("updateRoom", ({ _id, endsAt }: RoomView) => _id === room && endsAt !== null);
    await own.restart();
    expect(await endOf(ann, waiting)).toBeGreaterThan(70_000);
    expect(await endOf(ann, room)).toBeGreaterThan(40_000);
    const back = await ann.enter(room);
    expect((await ann.json("GET", `/room/${room}`)).body.members).toContainEqual(
      expect.objectContaining({ id: bobIs, away: true }),
    );
    (await bob.enter(room)).close();
    expect(await back.next("away")).toEqual({ member: bobIs, away: false });
    for (const one of [back, lobby]) one.close();
    await own.close();
  });
});

describe("over two instances", () => {
  const instances = useInstances(2, { EMPTY_ROOM_GRACE_MS: "200", LOST_CONNECTION_GRACE_MS: "8000" });

  test("a member who lost the connection to one instance is away at the other, until back at either", {
    tags: ["thorough"],
  }, async () => {
    const { bob, room, a, b } = await twoMembers(instances);
    const bobIs = (await bob.me()).id;
    await a.next("join");
    b.socket.io.reconnection(false);
    cut(b);
    expect(await a.next("away")).toEqual({ member: bobIs, away: true });
    const back = await at(instances.servers[0]!, bob).enter(room._id);
    expect(await a.next("away")).toEqual({ member: bobIs, away: false });
    back.close();
    await a.next("exit");
    expect(a.has("join")).toBe(false);
    a.close();
  });

  test("a member whose instance died is away for the grace of a lost connection, and then gone", {
    tags: ["thorough"],
  }, async () => {
    const { room, a } = await twoMembers(instances);
    const connection = await createConnection(instances.uri).asPromise();
    const ghost = { id: "ghost", color: "#123456", name: "Ghost" };
    const nodes = connection.collection<{ _id: string; seenAt: Date; dead: boolean }>("nodes");
    await nodes.insertOne({ _id: "dead", seenAt: new Date(0), dead: true });
    const rooms = connection.collection<{ _id: string; members: object[] }>("rooms");
    await rooms.updateOne(
      { _id: room._id },
      {
        $push: { members: ghost },
        $set: { "holds.ghost": { dead: "token" } },
        $inc: { rev: 1 },
        $currentDate: { touchedAt: true },
      },
    );
    await connection.close();
    await a.next("away", ({ member, away }) => member === "ghost" && away);
    const begun = Date.now();
    await a.next("exit", ({ member }) => member.id === "ghost");
    expect(Date.now() - begun).toBeGreaterThan(5000);
    a.close();
  });
});
