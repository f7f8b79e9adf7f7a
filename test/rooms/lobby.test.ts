import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createConnection } from "mongoose";
import { describe, expect, test } from "vitest";
import { start } from "../../dist/embedded-mongo/index.js";
import { newHeard } from "../../src/services/rooms/liveliness.js";
import type { RoomView } from "../../src/shared/events.js";
import { limits } from "../../src/shared/limits.js";
import { serve, useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer();

describe("the lobby", () => {
  test("the search finds rooms by the beginning of each word, and Korean by any part", async () => {
    const ann = await server.visitor();
    await ann.open({ title: "Late Night (cats) 아기고양이" });
    for (const q of ["late", "NIGHT la", "cat", "고양", "아기고양이 late"]) {
      expect([q, (await ann.json("GET", `/?q=${encodeURIComponent(q)}`)).body.rooms.length]).toEqual([q, 1]);
    }
    for (const q of ["ight", "late dogs", ".*", "(", "^"]) {
      expect([q, (await ann.json("GET", `/?q=${encodeURIComponent(q)}`)).body.rooms.length]).toEqual([q, 0]);
    }
    expect(await ann.page("/?q=cat")).toContain("Late Night (cats)");
  });

  test("the lobby shows rooms newest first, page by page, each once", async () => {
    const ann = await server.visitor();
    const opened: string[] = [];
    for (let i = 0; i < 60; i++) opened.unshift((await ann.open({ title: `paged ${i}` }))._id);
    const seen: string[] = [];
    const back: (string | null)[] = [];
    const starts: string[] = [];
    for (let next: string | null = ""; next !== null; ) {
      const { body } = await ann.json("GET", `/?q=paged&before=${next}`);
      seen.push(...body.rooms.map(({ _id }: RoomView) => _id));
      back.push(body.previous);
      starts.push(next);
      next = body.next;
    }
    expect(seen).toEqual(opened);
    expect(back).toEqual([null, ...starts.slice(0, -1)]);
    const last = await ann.page(`/?q=paged&before=${starts.at(-1)}`);
    expect(last).toContain(`rel="prev" href="/?q=paged&amp;before=${starts.at(-2)}"`);
  });

  test("by choice lively rooms come first, by the minute, and secret ones tell nothing", {
    tags: ["thorough"],
  }, async () => {
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    const opened: string[] = [];
    for (let i = 0; i < 30; i++) opened.unshift((await ann.open({ title: `lively ${i}` }))._id);
    const secret = (await ann.open({ title: "lively secret", password: "hush" }))._id;
    const list = async (query = "") => (await bob.json("GET", `/?q=lively&sort=lively${query}`)).body;
    const firsts = async () => (await list()).rooms.slice(0, 3).map(({ _id }: RoomView) => _id);
    expect(await firsts()).toEqual([secret, opened[0], opened[1]]);
    const talkers = await Promise.all([secret, opened[29]!, opened[17]!].map((id) => ann.enter(id)));
    for (const talker of talkers) await talker.call("chat", { chat: "hello" });
    await expect
      .poll(async () => new Set((await firsts()).slice(0, 2)))
      .toEqual(new Set([opened[17], opened[29]]));
    const top = (await firsts()).slice(0, 2);
    expect((await firsts())[2]).toBe(secret);
    const rest = opened.filter((id) => !top.includes(id));
    const { rooms, next, previous, sort, open } = await list();
    expect([previous, sort, open]).toEqual([null, "lively", false]);
    const second = await list(`&before=${next}`);
    const seen = [...rooms, ...second.rooms].map(({ _id }: RoomView) => _id);
    expect(seen).toEqual([...top, secret, ...rest]);
    expect([second.next, second.previous]).toEqual([null, ""]);
    await ann.json("PATCH", `/room/${top[0]}`, { password: "hush" });
    const now = () => firsts().then((ids: string[]) => [ids[0], ids.includes(top[0])]);
    await expect.poll(now).toEqual([top[1], false]);
    expect((await bob.get("/?sort=loud")).status).toBe(422);
    const page = await bob.page("/?q=lively&sort=lively&open=on");
    for (const link of ["/?q=lively&amp;open=on", "/?q=lively&amp;sort=lively", "/?sort=lively&amp;open=on"])
      expect(page).toContain(`href="${link}`);
    expect(page).toMatch(/rel="next" href="\/\?q=lively&amp;sort=lively&amp;open=on&amp;before=/);
    for (const talker of talkers) talker.close();
  });

  test("a room in which people talk changes its place once a minute at most", () => {
    const opened = 1.7e12;
    const born = `${opened}-a`;
    const heardAt = (ms: number, heard: string) =>
      newHeard({ _id: "a", born, heard, lastChatAt: new Date(opened + ms) });
    const first = heardAt(1, born)!;
    expect(first > born).toBe(true);
    expect(heardAt(60_000, first)).toBe(undefined);
    expect(heardAt(60_001, first)! > first).toBe(true);
    expect(newHeard({ _id: "a", born, heard: born })).toBe(undefined);
    expect(newHeard({ _id: "a", born, below: true, lastChatAt: new Date(opened) })).toBe(born);
  });

  test("by choice only rooms with an open seat are listed, and those in which one sits", async () => {
    const [ann, bob, carl] = [await server.visitor(), await server.visitor(), await server.visitor()];
    const full = (await ann.open({ title: "seats full", max: 2 }))._id;
    const free = (await ann.open({ title: "seats free", max: 3 }))._id;
    const clients = [await ann.enter(full), await bob.enter(full), await ann.enter(free)];
    const ids = async (visitor: Visitor) =>
      (await visitor.json("GET", "/?q=seats&open=on")).body.rooms.map(({ _id }: RoomView) => _id);
    expect(await ids(carl)).toEqual([free]);
    expect(await ids(bob)).toEqual([free, full]);
    await clients[1]!.call("leave");
    await expect.poll(() => ids(carl)).toEqual([free, full]);
    for (const client of clients) client.close();
  });

  test("the lobby announces rooms as they open, change and end, and the totals every three seconds", async () => {
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    const lobby = await bob.lobby();
    const room = await ann.open({ title: "seen", max: 5 });
    expect(await lobby.next("newRoom", ({ _id }) => _id === room._id)).toMatchObject({
      title: "seen",
      max: 5,
      secret: false,
      people: 0,
      owner: room.owner,
    });
    const socket = await ann.enter(room._id);
    await socket.call("chat", { chat: "x" });
    const changed = await lobby.next(
      "updateRoom",
      (view: RoomView) => view._id === room._id && view.chats === 1,
    );
    expect(changed).toMatchObject({ people: 1, members: [room.owner], endsAt: null });
    expect(Date.parse(changed.lastChatAt)).toBeGreaterThan(0);
    expect((await ann.json("PATCH", `/room/${room._id}`, { title: "새 이름" })).body.title).toBe("새 이름");
    await lobby.next("updateRoom", ({ title }: RoomView) => title === "새 이름");
    expect(await lobby.next("news")).toMatchObject({ rooms: expect.any(Number), people: expect.any(Number) });
    expect((await ann.json("DELETE", `/room/${room._id}`)).status).toBe(204);
    await socket.next("removeRoom");
    await socket.next("disconnect");
    expect(await lobby.next("removeRoom", (id) => id === room._id)).toBe(room._id);
    expect(JSON.stringify(lobby.received)).not.toMatch(/password|bans|guests|holds/);
    lobby.close();
  });

  test("the lobby gets a room's changes a few times a second at most, and its last state", {
    tags: ["thorough"],
  }, async () => {
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    const lobby = await bob.lobby();
    const { _id } = await ann.open();
    const begun = Date.now();
    for (let i = 1; i <= 100; i++) await ann.json("PATCH", `/room/${_id}`, { title: `title ${i}` });
    let told = 0;
    for (let title = ""; title !== "title 100"; told++)
      ({ title } = await lobby.next("updateRoom", (view: RoomView) => view._id === _id));
    expect(told).toBeLessThanOrEqual(2 + (Date.now() - begun) / 300);
    lobby.close();
  });

  test("the lobby is as fast with 10,000 rooms as with 100", { tags: ["thorough"] }, async () => {
    const dir = await mkdtemp(path.join(tmpdir(), "store-"));
    const store = await start({ dir });
    const sides = await Promise.all(
      [100, 10_000].map(async (count) => {
        const name = `rooms-${count}`;
        const times: number[] = [];
        const connection = await createConnection(store.uri, { dbName: name }).asPromise();
        const own = await serve({ MONGODB_URI: store.uri.replace("/?", `/${name}?`) });
        const rooms = connection.db!.collection<{ _id: string }>("rooms");
        await rooms.insertMany(Array.from({ length: count }, (_, i) => record(i)));
        await rooms.insertMany(Array.from({ length: 600 }, (_, i) => ({ ...record(count + i), max: 1 })));
        await connection.close();
        return { own, visitor: await own.visitor(), middle: `before=${record(count / 2).born}`, times };
      }),
    );
    for (let i = 0; i < 21; i++)
      for (const side of sides) {
        const begun = performance.now();
        const queries = ["", side.middle, "q=cat", "q=cat+seventy", `q=cat&${side.middle}`];
        for (const query of [...queries, "sort=lively", `sort=lively&${side.middle}`]) {
          const { body } = await side.visitor.json("GET", `/?${query}`);
          expect(body.rooms.length).toBeGreaterThan(0);
        }
        // Past many full rooms it goes step by step.
        const steps: number[] = [];
        for (let next: string | null = ""; next !== null && !steps.at(-1); ) {
          const { body } = await side.visitor.json("GET", `/?open=on&sort=lively&before=${next}`);
          steps.push(body.rooms.length);
          next = body.next;
        }
        expect(steps).toEqual([0, 0, limits.lobbyPage]);
        side.times.push(performance.now() - begun);
      }
    // Medians, since another process may take the machine for some of the rounds.
    const [small, large] = sides.map(({ times }) => times.sort((a, b) => a - b)[10]!);
    expect(large! / small!).toBeLessThan(3);
    await Promise.all(sides.map(({ own }) => own.close()));
    await store.close();
    await rm(dir, { recursive: true });
  });

  test("the lobby gets an opener's new name, though the opener does not sit in the room", async () => {
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    const lobby = await bob.lobby();
    const { _id } = await ann.open({ title: "from afar" });
    const his = await bob.enter(_id);
    await ann.json("POST", "/nickname", { name: "Ann" });
    await lobby.next("updateRoom", (view: RoomView) => view._id === _id && view.owner.name === "Ann");
    his.close();
    lobby.close();
  });

  test("a full room stays open to its members, though its view does not name everyone", async () => {
    const people: Visitor[] = [];
    for (let i = 0; i < 31; i++) people.push(await server.visitor());
    const room = await people[0]!.open({ title: "crowded", max: 30 });
    for (const one of people.slice(0, 30)) await one.page(`/room/${room._id}`);
    const link = `<a href="/room/${room._id}">`;
    expect(await people[29]!.page("/?q=crowded")).toContain(link);
    const outside = await people[30]!.page("/?q=crowded");
    expect(outside).toContain("30 / 30");
    expect(outside).not.toContain(link);
  });

  test("the form shows again what was typed when a room cannot be opened", async () => {
    const ann = await server.visitor();
    const answer = await ann.form("/room", { title: "x".repeat(51), max: "1", password: "y".repeat(73) });
    const page = await answer.text();
    expect(answer.status).toBe(422);
    for (const text of ["x".repeat(51), 'value="1"', "1 to 50 characters", "2 to 200 seats", "at most 72"])
      expect(page).toContain(text);
    expect(page).not.toContain("y".repeat(73));
    const { status, body } = await ann.json("POST", "/room", { title: " ", max: 201 });
    expect([status, body.error]).toEqual([422, { code: "BAD_TITLE", message: expect.any(String) }]);
  });

  test("an unknown address gets a page in the visitor's language, or JSON, without a stack", async () => {
    const ann = await server.visitor();
    const answer = await ann.get("/nothing", { "accept-language": "ko" });
    const page = await answer.text();
    expect(answer.status).toBe(404);
    expect(page).toContain("여기에는 아무것도 없어요");
    expect(page).not.toContain("node_modules");
    expect(await ann.json("GET", "/nothing")).toMatchObject({
      status: 404,
      body: { error: { code: "NOT_FOUND" } },
    });
    const gone = await ann.get("/room/nothing");
    expect([gone.status, gone.headers.get("location")]).toEqual([303, "/"]);
    expect(await ann.page("/")).toContain("This room is gone, or never was");
    expect(await ann.page("/")).not.toContain("This room is gone, or never was");
  });
});

/** A room as the database has it; somebody sits in it, so that it stays. */
function record(i: number) {
  const owner = { id: `owner-${i}`, color: "#123456", name: "Ann" };
  const words = ["cat", i % 70 === 0 ? "seventy" : "other"];
  const opened = {
    title: words.join(" "),
    words,
    owner,
    createdAt: new Date(1.7e12 + i),
    born: `${1.7e12 + i}-x`,
    heard: `${1.7e12 + i}-x`,
  };
  return {
    _id: `room-${i}`,
    ...opened,
    max: 10,
    members: [owner],
    holds: {},
    guests: [],
    bans: [],
    chats: 0,
  };
}
