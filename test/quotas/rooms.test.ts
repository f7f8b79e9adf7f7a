import { describe, expect, test } from "vitest";
import type { RoomView } from "../../src/shared/events.js";
import { figuresOf } from "../metrics/scrape.js";
import { race, untilBothOccurred } from "../support/race.js";
import { serve, type TestServer, useServer } from "../support/server.js";
import { Visitor } from "../support/visitor.js";

const strict = { PROOF_OF_WORK: "off", RATE_LIMITS: "on", TRUST_PROXY: "1", EMPTY_ROOM_GRACE_MS: "300000" };
const server = useServer(strict);

const tryToOpen = async (who: Visitor): Promise<string> => {
  const { status, body } = await who.json("POST", "/room", { title: "one more" });
  return status === 201 ? body._id : body.error.code;
};

const isOpen = async (who: Visitor, room: string) =>
  (await who.json("GET", `/room/${room}/chats`)).status === 200;

const openOnes = async (who: Visitor, rooms: string[]) => {
  const found = await Promise.all(rooms.map((room) => isOpen(who, room)));
  return rooms.filter((_, i) => found[i]);
};

/** Somebody without a cookie, who is another visitor each time. */
const newcomer = (where: TestServer, address: string): Visitor => new Visitor(where.url, address);

/** So many visitors of one address, or of the addresses that a function gives. */
const crowd = (where: TestServer, count: number, address: (i: number) => string) =>
  Promise.all(Array.from({ length: count }, (_, i) => where.visitor(address(i))));

describe("rooms of a visitor", () => {
  test("a fourth room ends the oldest one that nobody else ever entered", async () => {
    const [ann, bob] = [await server.visitor("10.0.0.1"), await server.visitor("10.0.0.2")];
    const lobby = await bob.lobby();
    const rooms = [await ann.open(), await ann.open(), await ann.open()].map(({ _id }) => _id);
    const hers = await ann.enter(rooms[1]!);
    const his = await bob.enter(rooms[0]!);
    his.close();
    const fourth = await ann.open();
    expect(await hers.next("removeRoom")).toBe(rooms[1]);
    await lobby.next("removeRoom", (id) => id === rooms[1]);
    expect(await openOnes(ann, [...rooms, fourth._id])).toEqual([rooms[0], rooms[2], fourth._id]);
    for (const socket of [lobby, hers]) socket.close();
  });

  test("a visitor whose three rooms were all entered by others opens no fourth, and the form says why", async () => {
    const [ann, bob] = [await server.visitor("10.0.1.1"), await server.visitor("10.0.1.2")];
    const rooms = [await ann.open(), await ann.open(), await ann.open()].map(({ _id }) => _id);
    for (const room of rooms) await bob.page(`/room/${room}`);
    expect(await tryToOpen(ann)).toBe("TOO_MANY_ROOMS");
    const form = await ann.form("/room", { title: "typed before" });
    expect(form.status).toBe(409);
    const page = await form.text();
    for (const text of ["more rooms open at once", "typed before"]) expect(page).toContain(text);
    // It is not about the title.
    expect(page).toContain('id="form-error"');
    expect(page).not.toContain("aria-invalid");
    expect(await openOnes(ann, rooms)).toEqual(rooms);
    expect((await ann.json("DELETE", `/room/${rooms[1]}`)).status).toBe(204);
    expect(await isOpen(ann, await tryToOpen(ann))).toBe(true);
  });

  test("of ten rooms that a visitor opens at once, three are left", async () => {
    const ann = await server.visitor("10.0.2.1");
    const opened = await Promise.all(Array.from({ length: 10 }, () => tryToOpen(ann)));
    expect(await openOnes(ann, opened)).toHaveLength(3);
  });

  test("a fourth room that meets the first visit of the third ends it or is refused", {
    tags: ["thorough"],
  }, async () => {
    const ann = await server.visitor("10.0.3.1");
    await untilBothOccurred(["ended", "refused"], { least: 10, most: 100 }, async (lead, i) => {
      const bob = await server.visitor(`10.0.4.${i}`);
      const rooms = [await ann.open(), await ann.open(), await ann.open()].map(({ _id }) => _id);
      for (const room of rooms.slice(0, 2)) await bob.page(`/room/${room}`);
      const enter = () => bob.json("GET", `/room/${rooms[2]}`);
      const [fourth, entered] = await race(lead, () => tryToOpen(ann), enter);
      const isRefused = fourth === "TOO_MANY_ROOMS";
      expect([isRefused, entered.status]).toEqual([isRefused, isRefused ? 200 : 404]);
      for (const room of [...rooms, fourth]) await ann.json("DELETE", `/room/${room}`);
      return isRefused ? "refused" : "ended";
    });
  });
});

describe("rooms of an address", () => {
  test("an address has a hundred rooms, however many visitors open them at once, and others open more", {
    tags: ["thorough"],
  }, async () => {
    const METRICS_TOKEN = "a-token-that-nobody-guesses";
    const own = await serve({ ...strict, METRICS_TOKEN });
    const opened = await Promise.all(Array.from({ length: 105 }, () => tryToOpen(newcomer(own, "10.0.0.1"))));
    expect(opened.filter((answer) => answer === "TOO_MANY_ROOMS")).toHaveLength(5);
    const figures = await figuresOf(own.url, { authorization: `Bearer ${METRICS_TOKEN}` });
    expect(figures['gif_chat_over_share_total{of="rooms"}']).toBe(5);
    const bob = newcomer(own, "10.0.0.2");
    expect(await isOpen(bob, await tryToOpen(bob))).toBe(true);
    await own.close();
  });

  test("the addresses of one IPv6 network count as one, and 127.0.0.1 as nobody's", async () => {
    const own = await serve(strict);
    const below = async (address: (i: number) => string) => {
      const found: boolean[] = [];
      for (let i = 1; i <= 5; i++) found.push((await newcomer(own, address(i)).open()).below ?? false);
      return found;
    };
    expect(await below((i) => `2001:db8:0:1::${i}`)).toEqual([false, false, false, true, true]);
    expect(await below((i) => `2001:db8:0:1${i}::1`)).toEqual(Array(5).fill(false));
    expect(await below(() => "127.0.0.1")).toEqual(Array(5).fill(false));
    await own.close();
  });

  test("the lobby shows three rooms of one address before it shows others', and each room once", async () => {
    const own = await serve(strict);
    const bob = await own.visitor("10.0.0.2");
    const his = await bob.open({ title: "of another" });
    const opened: string[] = [];
    for (let i = 0; i < 36; i++) opened.push(await tryToOpen(newcomer(own, "10.0.0.1")));
    const late = await (await own.visitor("10.0.0.3")).open();
    const seen: RoomView[] = [];
    for (let next: string | null = ""; next !== null; ) {
      const { body } = await bob.json("GET", next ? `/?before=${next}` : "/");
      seen.push(...body.rooms);
      next = body.next;
    }
    const [first, second, third, ...rest] = opened;
    expect(seen.map(({ _id }) => _id)).toEqual([late._id, third, second, first, his._id, ...rest.reverse()]);
    expect(seen.map(({ below }) => below ?? false)).toEqual([
      ...Array(5).fill(false),
      ...Array(33).fill(true),
    ]);
    await own.close();
  });
});

describe("rooms of the server", () => {
  test("at MAX_ROOMS, rooms that only their opener ever entered end first, the one that is empty longest before", {
    tags: ["thorough"],
  }, async () => {
    for (const RATE_LIMITS of ["on", "off"]) {
      const own = await serve({ ...strict, MAX_ROOMS: "4", RATE_LIMITS });
      const [ann, bob, eve] = await crowd(own, 3, (i) => `10.0.0.${i}`);
      const [held, visited] = [await ann!.open(), await ann!.open()];
      const [left, empty] = [await bob!.open({ lifetime: "24h" }), await bob!.open()];
      const hers = await ann!.enter(held._id);
      const his = await bob!.enter(left._id);
      (await bob!.enter(visited._id)).close();
      await his.call("leave");
      const order = [held, visited, left, empty].map(({ _id }) => _id);
      const isLeft = () => openOnes(eve!, order);
      const first = await tryToOpen(eve!);
      expect(await isLeft()).toEqual([held, visited, left].map(({ _id }) => _id));
      const second = await tryToOpen(eve!);
      expect(await isLeft()).toEqual([held, visited].map(({ _id }) => _id));
      for (const room of [first, second]) await ann!.page(`/room/${room}`);
      const third = await tryToOpen(bob!);
      expect(await isLeft()).toEqual([visited._id]);
      await ann!.page(`/room/${third}`);
      expect(await tryToOpen(bob!)).toBe("TOO_MANY_ROOMS");
      for (const socket of [hers, his]) socket.close();
      await own.close();
    }
  });

  test("openings at the same moment do not get past MAX_ROOMS", async () => {
    const own = await serve({ ...strict, MAX_ROOMS: "5", RATE_LIMITS: "off" });
    const visitors = await crowd(own, 12, (i) => `10.0.0.${i}`);
    const opened = await Promise.all(visitors.map((one) => tryToOpen(one)));
    expect(await openOnes(visitors[0]!, opened)).toHaveLength(5);
    await own.close();
  });
});
