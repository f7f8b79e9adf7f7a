/** @module-tag thorough */
import { describe, expect, test } from "vitest";
import type { Client } from "../support/client.js";
import { useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";
import { garbage, rawPacket, rawRequest, strange } from "./malformed.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });

/** What no field is: operators, wrong types, and what breaks naive code. */
const poison: unknown[] = [
  { $ne: null },
  { $gt: "" },
  { $where: "sleep(1000)" },
  { $regex: ".*" },
  ["a", "b"],
  [],
  {},
  null,
  true,
  -1,
  1.5,
  1e308,
  "\u0000",
  "$ne",
  "x".repeat(30_000),
  { toString: "x", length: 1, __proto__: { admin: true } },
];

const events = [
  ...["chat", "history", "editChat", "removeChat", "nickname", "whisper", "kick", "renameRoom"],
  ...["settings", "hosts", "unban", "answerKnock"],
];
const fields = [
  ..."chat clientId before after limit seq name to member ban title".split(" "),
  ..."on slow max locked visitor admit".split(" "),
];
const valid = {
  chat: "c",
  clientId: "id",
  before: 1,
  seq: 1,
  name: "n",
  to: "t",
  member: "m",
  ban: false,
  title: "t",
  on: true,
};

async function room(): Promise<[Visitor, string, Client]> {
  const ann = await server.visitor();
  const { _id } = await ann.open({ title: "Untouched" });
  return [ann, _id, await ann.enter(_id)];
}

const isRefusal = (status: number) => status >= 400 && status < 500;

describe("wrong input", () => {
  test("wrong input in any field of any route is refused, or changes nothing", async () => {
    const [ann, id] = await room();
    const said = await ann.say(id, "first");
    const tries: [string, string, string][] = [
      ...["title", "max", "password"].map((field): [string, string, string] => ["POST", "/room", field]),
      ["POST", `/room/${id}/enter`, "password"],
      ...["chat", "clientId"].map((field): [string, string, string] => ["POST", `/room/${id}/chat`, field]),
      ["PATCH", `/room/${id}/chat/1`, "chat"],
      ["PATCH", `/room/${id}`, "title"],
      ["POST", `/room/${id}/kick`, "member"],
      ["POST", "/nickname", "name"],
      ["POST", "/language", "lang"],
    ];
    for (const [method, path, field] of tries) {
      for (const value of poison) {
        const good = { title: "Untouched", chat: "c" };
        const { status, body } = await ann.json(method, path, { ...good, [field]: value });
        const harmless = typeof value === "string" && status < 300;
        const entering = path.endsWith("enter") && status < 500;
        expect([path, field, value, status, harmless || entering || isRefusal(status)]).toContain(true);
        if (isRefusal(status)) expect(body.error.code).toMatch(/^[A-Z_]+$/);
      }
    }
    for (const value of poison) {
      const { status } = await ann.json("POST", `/room/${id}/chat`, value);
      expect(isRefusal(status)).toBe(true);
      for (const path of ["/?q", "/?before", `/room/${id}/chats?before`, `/room/${id}/chats?limit`]) {
        const text = encodeURIComponent(
          typeof value === "string" ? value.slice(0, 5000) : JSON.stringify(value),
        );
        expect((await ann.get(`${path}=${text}`)).status).toBeLessThan(500);
        expect((await ann.get(`${path}[$ne]=${text}`)).status).toBeLessThan(500);
      }
      const odd = encodeURIComponent(JSON.stringify(value).slice(0, 200));
      expect((await ann.get(`/room/${odd}`)).status).toBe(303);
      expect(
        (await ann.json("PATCH", `/room/${id}/chat/${odd}`, { chat: "x" })).status,
      ).toBeGreaterThanOrEqual(400);
      expect((await ann.get(`/gif/${odd}/${odd}`)).status).toBe(404);
    }
    const { body } = await ann.json("GET", `/room/${id}/chats?limit=1`);
    expect((await ann.json("GET", `/room/${id}/chats?after=0&limit=1`)).body.chats[0]).toMatchObject({
      seq: said.seq,
    });
    expect(body.chats[0].seq).toBeGreaterThan(0);
  });

  test("wrong input in any field of any event is refused with a code", async () => {
    const [ann, id, socket] = await room();
    await socket.call("chat", { chat: "first" });
    for (const event of events) {
      for (const value of poison) {
        const whole = await socket.ask(event, value);
        const empty = ["history", "nickname"].includes(event);
        expect([event, value, whole.ok]).toEqual([
          event,
          value,
          empty && (value === null || typeof value === "object") && !Array.isArray(value),
        ]);
        for (const field of fields) {
          const answer = await socket.ask(event, { ...valid, before: undefined, [field]: value });
          if (!answer.ok) expect(answer.error.code).toMatch(/^(BAD_|MEMBER_NOT|CHAT_NOT|NOT_ALLOWED)/);
        }
      }
    }
    const { body } = await ann.json("GET", `/room/${id}/chats?limit=100`);
    for (const { chat, removedAt } of body.chats)
      expect(typeof chat).toBe(removedAt ? "undefined" : "string");
    socket.close();
  });

  test("wrong input while connecting to a room is refused with a code", async () => {
    const [ann] = await room();
    for (const value of [...poison, undefined]) {
      const auths = [{ room: value }, { room: "nothing", after: value }];
      for (const auth of auths) {
        const client = ann.connect("/chat", { auth: auth as Record<string, unknown> });
        const refusal = await client.connected().catch((error) => error.message);
        expect(refusal).toMatch(/^(BAD_INPUT|ROOM_NOT_FOUND|NO_SESSION|websocket error)$/);
      }
    }
    expect(
      await ann
        .connect("/nowhere")
        .connected()
        .catch((error) => error.message),
    ).toBe("NOT_FOUND");
  });

  test("input that can name nothing is answered as what is not there", async () => {
    const [ann, id, socket] = await room();
    for (const name of ["nope nope", "", null, 5, undefined, { $ne: null }]) {
      const stranger = ann.connect("/chat", { auth: name === undefined ? {} : { room: name } });
      await expect(stranger.connected()).rejects.toThrow("ROOM_NOT_FOUND");
    }
    for (const seq of ["abc", "-1", "99"]) {
      const { status, body } = await ann.json("PATCH", `/room/${id}/chat/${seq}`, { chat: "x" });
      expect([seq, status, body.error.code]).toEqual([seq, 404, "CHAT_NOT_FOUND"]);
    }
    const fresh = ann.connect("/chat", { auth: { room: id, after: null } });
    await fresh.connected();
    expect(await fresh.call("history", { before: null, after: null, limit: null })).toMatchObject({
      chats: [],
    });
    fresh.close();
    socket.close();
  });

  test("invisible characters make no name and no title", async () => {
    const ann = await server.visitor();
    for (const nothing of ["\u2800", "\u00ad", "\u034f", "\u180e", "\ufe0f", "\u2800\u00ad\u180e"]) {
      const { body } = await ann.json("POST", "/nickname", { name: nothing });
      expect(body.name ?? body.error.code).toMatch(/^(#[0-9a-f]{6}|BAD_NAME)$/);
      expect((await ann.json("POST", "/room", { title: nothing })).body.error.code).toBe("BAD_TITLE");
    }
    const name = async (typed: string) => (await ann.json("POST", "/nickname", { name: typed })).body.name;
    expect(await name("Ann\u00ad\ufe0f\u{e0100}")).toBe("Ann");
    expect(await name("I \u2764\ufe0f you")).toBe("I \u2764\ufe0f you");
    const { body } = await ann.json("POST", "/nickname", { name: "#123456" });
    expect(body.error.message).toContain("colour");
  });

  test("10,000 malformed packets and requests leave the server serving", async () => {
    const [ann, id, socket] = await room();
    const { hostname, port } = new URL(server.url);
    for (let i = 0; i < 6000; i++) socket.socket.emit(...strange(i));
    socket.socket.emit("chat", "no acknowledgement");
    for (let i = 0; i < 40; i++)
      await Promise.all(Array.from({ length: 25 }, (_, j) => rawPacket(ann, i * 25 + j)));
    for (let i = 0; i < 30; i++) {
      await Promise.all(
        Array.from({ length: 100 }, (_, j) => rawRequest(hostname, Number(port), garbage(i * 100 + j, id))),
      );
    }
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
    expect((await socket.call("chat", { chat: "alive" })).chat).toBe("alive");
    socket.close();
  });
});
