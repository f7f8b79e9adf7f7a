import { describe, expect, test, vi } from "vitest";
import type { RoomView } from "../../src/shared/events.js";
import type { Client } from "../support/client.js";
import { race, untilBothOccurred } from "../support/race.js";
import { serve, useServer } from "../support/server.js";

// Longer than the lobby takes to gather what changes.
const server = useServer({ EMPTY_ROOM_GRACE_MS: "700" });

const codeOf = (error: unknown): string => (error as Error).message;

// Most of the time they wait for a grace.
describe.concurrent("the end of a room", () => {
  test("a room ends after the grace of its last socket, once, with everything in it", async () => {
    const ann = await server.visitor();
    const lobby = await ann.lobby();
    const room = await ann.open();
    const socket = await ann.enter(room._id);
    await socket.call("chat", { chat: "soon gone" });
    socket.close();
    await lobby.next("updateRoom", (view: RoomView) => view._id === room._id && view.endsAt !== null);
    await lobby.next("removeRoom", (id: string) => id === room._id);
    expect((await ann.json("GET", `/room/${room._id}/chats`)).status).toBe(404);
    const other = await ann.open();
    await lobby.next("newRoom", ({ _id }: RoomView) => _id === other._id);
    expect(
      lobby.received.filter(({ event, payload }) => event === "removeRoom" && payload === room._id),
    ).toEqual([]);
    lobby.close();
  });

  test("the lobby learns when it will end after the last socket has closed", async () => {
    const patient = await serve({ EMPTY_ROOM_GRACE_MS: "60000" });
    const ann = await patient.visitor();
    const lobby = await ann.lobby();
    const room = await ann.open();
    (await ann.enter(room._id)).close();
    await lobby.next("updateRoom", (view: RoomView) => view._id === room._id && view.endsAt !== null);
    lobby.close();
    await patient.close();
  });

  test.each(["0", "8000"])(
    "a page that was just looked at keeps the room until its socket comes, after a grace of %i ms too",
    { tags: ["thorough"] },
    async (grace) => {
      const own = await serve({ EMPTY_ROOM_GRACE_MS: grace });
      const ann = await own.visitor();
      const lobby = await ann.lobby();
      const { _id } = await ann.open();
      const before = await ann.enter(_id);
      const ending = (least: number) =>
        lobby.next("updateRoom", ({ endsAt }) => endsAt && Date.parse(endsAt) >= least);
      if (grace !== "0") {
        before.close();
        await ending(0);
      }
      const asked = Date.now();
      await ann.page(`/room/${_id}`);
      before.close();
      await ending(asked + 10_000);
      const after = await ann.enter(_id);
      after.close();
      await lobby.next("removeRoom");
      lobby.close();
      await own.close();
    },
  );

  test("a room without a grace ends at once", { tags: ["thorough"] }, async () => {
    const hasty = await serve({ EMPTY_ROOM_GRACE_MS: "0" });
    const ann = await hasty.visitor();
    const lobby = await ann.lobby();
    for (const way of ["close", "leave"]) {
      const room = await ann.open();
      const socket = await ann.enter(room._id);
      if (way === "leave") await socket.call("leave");
      else socket.close();
      await lobby.next("removeRoom", (id: string) => id === room._id);
    }
    lobby.close();
    await hasty.close();
  });

  test("a join that meets the last leave is either in a room that lives or told that it is gone", {
    tags: ["thorough"],
    timeout: 120_000,
  }, async () => {
    const hasty = await serve({ EMPTY_ROOM_GRACE_MS: "0" });
    const [ann, bob] = [await hasty.visitor(), await hasty.visitor()];
    await untilBothOccurred(["ROOM_NOT_FOUND", "lives"], { least: 100, most: 400 }, async (lead, i) => {
      const room = await ann.open();
      const last = await ann.enter(room._id);
      const leave = async () => (i % 2 ? await last.ask("leave") : last.close());
      const [, joined] = await race(lead, leave, () => bob.enter(room._id).catch(codeOf));
      last.close();
      return outcome(joined);
    });
    await hasty.close();
  });

  test("a room outlives a restart while its people come back, and goes if they do not", async () => {
    const own = await serve();
    const ann = await own.visitor();
    const [kept, left] = [await ann.open(), await ann.open()];
    const sockets = [await ann.enter(kept._id), await ann.enter(left._id)];
    await sockets[0]!.call("chat", { chat: "before" });
    for (const socket of sockets) socket.close();
    await own.restart();
    const again = await ann.enter(kept._id, 0);
    expect((await again.next("chat"))[0]).toMatchObject({ seq: 1, chat: "before" });
    const lobby = await ann.lobby();
    await lobby.next("removeRoom", (id: string) => id === left._id);
    expect((await ann.json("GET", `/room/${kept._id}`)).status).toBe(200);
    await own.close();
  });

  test("after a restart the lobby hears of the first who is back, by a page as by a socket", {
    tags: ["thorough"],
  }, async () => {
    const own = await serve({ EMPTY_ROOM_GRACE_MS: "60000" });
    const [ann, bob] = [await own.visitor(), await own.visitor()];
    const { _id: byPage } = await ann.open();
    const { _id: bySocket } = await ann.open();
    for (const room of [byPage, bySocket]) (await bob.enter(room)).close();
    await own.restart();
    const lobby = await ann.lobby();
    const isOver = async (room: string) =>
      (await ann.json("GET", "/")).body.rooms.find(({ _id }: RoomView) => _id === room).endsAt !== null;
    expect([await isOver(byPage), await isOver(bySocket)]).toEqual([true, true]);
    await bob.page(`/room/${byPage}`);
    const socket = await bob.enter(bySocket);
    for (const room of [byPage, bySocket])
      await lobby.next("updateRoom", ({ _id, endsAt }: RoomView) => _id === room && endsAt === null);
    for (const one of [lobby, socket]) one.close();
    await own.close();
  });
});

test("a room that nobody ever entered goes after a minute, though the server was restarted", async () => {
  const own = await serve();
  const ann = await own.visitor();
  const { _id, createdAt, endsAt } = await ann.open();
  expect(Date.parse(endsAt!) - Date.parse(createdAt)).toBe(60_000);
  const status = async () => (await ann.json("GET", `/room/${_id}/chats`)).status;
  await ann.page("/");
  try {
    for (const [ms, expected] of [
      [30_000, 200],
      [31_000, 404],
    ] as const) {
      // The server runs in this process, and reads the same clock.
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
      await own.restart();
      await expect.poll(status).toBe(expected);
    }
  } finally {
    vi.useRealTimers();
  }
  await own.close();
});

async function outcome(joined: Client | string): Promise<string> {
  if (typeof joined === "string") return joined;
  const said = await joined.ask("chat", { chat: "alive?" });
  joined.close();
  return said.ok ? "lives" : `in, but ${said.error.code}`;
}
