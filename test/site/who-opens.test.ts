import { describe, expect, test } from "vitest";
import { readConfig } from "../../dist/config.js";
import { at, useInstances } from "../support/instances.js";
import { endIn } from "../support/rooms.js";
import { serve, useServer } from "../support/server.js";
import { Visitor } from "../support/visitor.js";

const OPERATOR_TOKEN = "the operator's token, long enough for anybody";
const enter = (who: Visitor, token = OPERATOR_TOKEN) => who.json("POST", "/operator/enter", { token });

describe("without a lobby", () => {
  const server = useServer({ LOBBY: "off" });

  test("nothing lists a room, counts it or finds it, and its link leads to it", async () => {
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    const room = await ann.open({ title: "Only by its link", listed: "on" });
    expect(room.listed).toBe(false);
    const none = { rooms: [], seated: [], previous: null, next: null, totals: { rooms: 0, people: 0 } };
    for (const path of ["/", "/?q=link", "/?sort=lively", "/?open=on"]) {
      expect((await bob.json("GET", path)).body).toMatchObject(none);
      expect((await ann.json("GET", path)).body).toMatchObject(none);
      const page = await bob.page(path);
      expect(page).not.toContain("Only by its link");
      expect(page).toContain("Rooms are found by their link alone");
      expect(page).not.toMatch(/role="search"|data-totals|data-rooms/);
      expect(page).toContain('action="/room"');
    }
    expect((await bob.json("GET", "/?before=<>")).status).toBe(422);
    expect(await bob.page("/room")).not.toContain('name="listed"');
    expect(await ann.page(`/room/${room._id}`)).not.toContain('data-badge="unlisted"');
    (await bob.enter(room._id)).close();
  });

  test("lobbies hear of no room, but who knocked hears the answer", async () => {
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    const lobby = await bob.lobby();
    const room = await ann.open({ title: "Quiet" });
    const host = await ann.enter(room._id);
    await host.call("settings", { listed: false });
    await host.call("settings", { listed: true, locked: true });
    await host.next("updateRoom", ({ locked }) => locked);
    await bob.json("POST", `/room/${room._id}/knock`, { message: "me" });
    await host.call("answerKnock", { visitor: (await bob.me()).id, admit: true });
    expect(await lobby.next("admitted")).toEqual({ room: room._id });
    await ann.json("DELETE", `/room/${room._id}`);
    await host.next("removeRoom");
    expect(await lobby.next("news")).toMatchObject({ rooms: 0, people: 0 });
    // What was told before the news has arrived by now.
    expect(lobby.received.filter(({ event }) => event !== "news")).toEqual([]);
  });
});

describe("an operator", () => {
  const server = useServer({ OPERATOR_TOKEN });

  test("signs in with the token alone, gets a new session, and may sign out", async () => {
    const ann = await server.visitor();
    const outside = await ann.get("/operator");
    expect([outside.status, await outside.text()]).toEqual([403, expect.stringContaining('name="token"')]);
    expect((await ann.json("GET", "/operator")).body.error.code).toBe("NOT_ALLOWED");
    expect((await enter(ann, "a guess")).body.error.code).toBe("WRONG_PASSWORD");
    expect((await ann.json("POST", "/operator/enter", { token: { $gt: "" } })).status).toBe(422);
    expect((await ann.json("POST", "/operator/enter", {})).status).toBe(422);
    const wrong = await ann.form("/operator/enter", { token: "a <guess>" });
    const page = await wrong.text();
    expect([wrong.status, page]).toEqual([422, expect.stringContaining("That is not the token")]);
    expect(page).not.toContain("guess");
    const planted = new Visitor(server.url);
    planted.cookie = ann.cookie;
    const right = await ann.form("/operator/enter", { token: OPERATOR_TOKEN });
    expect([right.status, right.headers.get("location")]).toEqual([303, "/operator"]);
    expect(ann.cookie).not.toBe(planted.cookie);
    expect((await planted.get("/operator")).status).toBe(403);
    const { until } = (await ann.json("GET", "/operator")).body;
    const left = Date.parse(until) - Date.now();
    expect(left).toBeLessThanOrEqual(2 * 3600_000);
    expect(left).toBeGreaterThan(3600_000);
    expect(await ann.page("/operator")).toMatch(/signed in for another \d+ minutes/);
    // A secret room renews the session, and keeps the operator.
    await ann.open({ password: "p" });
    expect((await ann.get("/operator")).status).toBe(200);
    const kept = new Visitor(server.url);
    kept.cookie = ann.cookie;
    await ann.form("/operator/leave", {});
    for (const who of [ann, kept]) expect((await who.get("/operator")).status).toBe(403);
  });

  test("is nobody whom a hand-over makes another visitor, nor a form of another site", async () => {
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    await enter(ann);
    const { url } = (await bob.json("POST", "/along", {})).body;
    await ann.json("POST", url);
    expect((await ann.get("/operator")).status).toBe(403);
    const other = await bob.form(
      "/operator/enter",
      { token: OPERATOR_TOKEN },
      { origin: "https://evil.example" },
    );
    expect(other.status).toBe(403);
    expect((await bob.get("/operator")).status).toBe(403);
  });

  test("without a token there is none, and another token ends what the one before gave", {
    tags: ["thorough"],
  }, async () => {
    const own = await serve({ OPERATOR_TOKEN, COOKIE_SECRET: "c".repeat(32) });
    const ann = await own.visitor();
    await enter(ann);
    await own.restart({ OPERATOR_TOKEN: `another, ${OPERATOR_TOKEN}` });
    expect((await ann.get("/operator")).status).toBe(403);
    await own.restart({ OPERATOR_TOKEN: "" });
    for (const [method, path] of [
      ["GET", ""],
      ["POST", "/enter"],
      ["POST", "/leave"],
      ["PUT", ""],
    ] as const)
      expect((await ann.json(method, `/operator${path}`)).status).toBe(404);
    await own.close();
  });
});

describe("rooms that only the operator opens", () => {
  const instances = useInstances(2, {
    ...{ OPERATOR_TOKEN, OPEN_ROOMS: "operator", PROOF_OF_WORK: "off", EMPTY_ROOM_GRACE_MS: "60000" },
  });

  test("everybody else is told why, and refused by every way there is", async () => {
    const [first, second] = instances.servers;
    const [ann, bob] = [await first!.visitor(), await second!.visitor()];
    for (const path of ["/", "/room"]) {
      const page = await bob.page(path);
      expect(page).toContain("only whoever runs it opens rooms");
      expect(page).not.toContain('action="/room"');
    }
    const refused = await bob.json("POST", "/room", { title: "Mine" });
    expect([refused.status, refused.body.error.code]).toEqual([403, "NOT_ALLOWED"]);
    const form = await bob.form("/room", { title: "Mine" });
    expect([form.status, await form.text()]).toEqual([403, expect.stringContaining("whoever runs it")]);
    await enter(ann);
    expect(await ann.page("/")).toContain('action="/room"');
    const home = await ann.page("/operator");
    expect(home).toContain("Only you can open rooms.");
    for (const name of ["openings", "proof"]) expect(home).not.toContain(`name="name" value="${name}"`);
    const proof = await ann.json("POST", "/operator/switch", { name: "proof", on: "on" });
    expect([proof.status, proof.body.error.code]).toEqual([403, "NOT_ALLOWED"]);
    expect((await at(second!, ann).json("POST", "/room", { title: "There" })).status).toBe(201);
    const room = await ann.open({ title: "For all", lifetime: "1h" });
    const inside = await bob.enter(room._id);
    await endIn(instances.uri, room._id, 240_000);
    expect(await bob.page(`/room/${room._id}`)).not.toContain(`action="/room/${room._id}/next"`);
    expect((await bob.json("POST", `/room/${room._id}/next`)).body.error.code).toBe("NOT_ALLOWED");
    expect(await inside.refusal("next", {})).toBe("NOT_ALLOWED");
    const opener = await ann.enter(room._id);
    expect(await opener.call("next", {})).toMatchObject({ title: "For all" });
  });
});

test("settings that nobody could mean stop the start", () => {
  const wrong: [Record<string, string>, RegExp][] = [
    [{ OPERATOR_TOKEN: "x".repeat(31) }, /^OPERATOR_TOKEN must have at least 32 characters$/],
    [{ OPEN_ROOMS: "operator" }, /^OPEN_ROOMS=operator needs an OPERATOR_TOKEN/],
    [{ OPEN_ROOMS: "nobody" }, /^OPEN_ROOMS must be/],
    [{ LOBBY: "hidden" }, /^LOBBY must be/],
  ];
  for (const [env, message] of wrong) expect(() => readConfig(env)).toThrow(message);
  expect(readConfig({ OPERATOR_TOKEN, OPEN_ROOMS: "operator" }).access.openRooms).toBe("operator");
});
