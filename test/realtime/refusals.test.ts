import { once } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Manager } from "socket.io-client";
import { describe, expect, test } from "vitest";
import { bareSocket, connected, type RefusedConnection, refusalOf } from "../support/client.js";
import { serve, useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });

setFlagsFromString("--expose_gc");
const collect = runInNewContext("gc") as () => void;

const BAD_REQUEST = { code: "BAD_REQUEST", message: "This request could not be read." };
const NOT_FOUND = { code: "NOT_FOUND", message: expect.stringMatching(/^This page does not exist/) };

async function refusal(visitor: Visitor, namespace: string, auth?: unknown): Promise<RefusedConnection> {
  const client = visitor.connect(namespace, { auth: auth as Record<string, unknown> });
  const refused = await refusalOf(client.socket);
  client.close();
  return refused;
}

/** The server's answer to one packet on a connection of its own. */
async function answerTo(visitor: Visitor, packet: string): Promise<string> {
  const socket = bareSocket(visitor);
  await once(socket, "message");
  socket.send(packet);
  const [answer] = await once(socket, "message");
  socket.close();
  return String(answer);
}

describe("unknown events", () => {
  const names = ["shout", "", "leave2", "constructor", "__proto__", "welcome", "news"];

  test("an unknown event is answered with BAD_REQUEST, in a room and in the lobby", async () => {
    const ann = await server.visitor();
    const { _id } = await ann.open();
    for (const socket of [await ann.enter(_id), await ann.lobby()]) {
      for (const name of names) {
        const refused = { ok: false, error: BAD_REQUEST };
        expect([name, await socket.ask(name)]).toEqual([name, refused]);
        expect([name, await socket.ask(name, { any: "thing" }, [2])]).toEqual([name, refused]);
      }
      socket.close();
    }
  });

  test("an unknown event without an acknowledgement is not answered, and the socket goes on", async () => {
    const ann = await server.visitor();
    const { _id } = await ann.open();
    const [room, lobby] = [await ann.enter(_id), await ann.lobby()];
    for (const socket of [room, lobby]) socket.socket.emit("shout", "x");
    await room.call("chat", { chat: "still here" });
    await lobby.next("news");
    expect(room.received.map(({ event }) => event).filter((event) => event !== "updateRoom")).toEqual([
      "chat",
    ]);
    for (const socket of [room, lobby]) socket.close();
  });

  test("the refusal is in the visitor's language", async () => {
    const ann = await server.visitor();
    await ann.form("/language", { lang: "ko", here: "/" });
    const lobby = await ann.lobby();
    expect(await lobby.ask("shout")).toMatchObject({ error: { message: expect.stringMatching(/[가-힣]/) } });
    expect((await refusal(ann, "/")).data.message).toMatch(/[가-힣]/);
    lobby.close();
  });

  test("a flood of them in the lobby is refused, then cut off", async () => {
    const strict = await serve({ RATE_LIMITS: "on" });
    const ann = await strict.visitor();
    const lobby = await ann.lobby();
    const codes = await Promise.all(Array.from({ length: 320 }, () => lobby.refusal("shout")));
    expect(codes.filter((code) => code === "BAD_REQUEST")).toHaveLength(300);
    expect(codes.filter((code) => code === "TOO_MANY_REQUESTS")).toHaveLength(20);
    for (let i = 0; i < 1100; i++) lobby.socket.emit("shout");
    await lobby.next("disconnect");
    await strict.close();
  });
});

describe("malformed auth", () => {
  const nothing = { code: "ROOM_NOT_FOUND", message: expect.any(String) };
  const bad = { code: "BAD_INPUT", message: expect.any(String) };

  test.each([
    ["no room", {}, nothing],
    ["a room that is a number", { room: 5 }, nothing],
    ["a room that is an object", { room: { $ne: null } }, nothing],
    ["a room that is a list", { room: ["a"] }, nothing],
    ["a huge room", { room: "x".repeat(60_000) }, nothing],
    ["after as a word", { room: "a", after: "x" }, bad],
    ["after as a fraction", { room: "a", after: 1.5 }, bad],
    ["after below zero", { room: "a", after: -1 }, bad],
    ["a huge after", { room: "a", after: 1e308 }, bad],
    ["after as a list", { room: "a", after: [1] }, bad],
    ["after as an object", { room: "a", after: {} }, bad],
    ["changed as a word", { room: "a", changed: "x" }, bad],
    ["a list", ["a"], BAD_REQUEST],
  ])("%s is refused with a code", async (_name, auth, data) => {
    expect(await refusal(await server.visitor(), "/chat", auth)).toEqual({ message: data.code, data });
  });

  test.each(["/room", "/chat"])(
    "what is no object is refused in %s without closing the connection",
    async (namespace) => {
      const ann = await server.visitor();
      for (const auth of ['"text"', "true", "null", "[]", "{"]) {
        const answer = await answerTo(ann, `40${namespace},${auth}`);
        expect([auth, answer.slice(0, answer.indexOf("{"))]).toEqual([auth, `44${namespace},`]);
        expect(JSON.parse(answer.slice(answer.indexOf("{")))).toEqual({
          message: "BAD_REQUEST",
          data: BAD_REQUEST,
        });
      }
      expect(await answerTo(ann, "40,[]")).toContain("NOT_FOUND");
    },
  );
});

describe("namespaces", () => {
  test.each(["/", "/nowhere", "/rooms", "/chat/", "/room/../chat", "/__proto__", "/_0"])(
    "%s is refused with a code",
    async (namespace) => {
      const refused = { message: "NOT_FOUND", data: NOT_FOUND };
      expect(await refusal(await server.visitor(), namespace)).toEqual(refused);
    },
  );

  test("the refused namespace leaves the connection to the others", async () => {
    const ann = await server.visitor();
    const { _id } = await ann.open();
    const manager = new Manager(server.url, {
      transports: ["websocket"],
      extraHeaders: { cookie: ann.cookie },
    });
    const lobby = manager.socket("/room");
    await connected(lobby);
    for (const namespace of ["/", "/nowhere", "/nowhere"])
      expect((await refusalOf(manager.socket(namespace))).data.code).toBe("NOT_FOUND");
    await connected(manager.socket("/chat", { auth: { room: _id } }));
    expect(lobby.connected).toBe(true);
    manager._close();
  });

  test("unknown namespaces leave nothing in memory, and a connection that goes on asking is closed", {
    tags: ["thorough"],
  }, async () => {
    const ann = await server.visitor();
    /** Asks for namespaces with long names over a connection of its own, and resolves when it was closed. */
    const ask = async () => {
      const socket = bareSocket(ann);
      await once(socket, "message");
      let refused = 0;
      socket.on("message", (data) => {
        if (String(data).startsWith("44/")) refused++;
      });
      const closed = once(socket, "close");
      for (let i = 0; i < 60; i++) socket.send(`40/${i}-${"x".repeat(20_000)},`);
      await closed;
      expect(refused).toBeLessThanOrEqual(50);
      collect();
      return process.memoryUsage().heapUsed;
    };
    const before = await ask();
    for (let i = 0; i < 10; i++) await ask();
    expect((await ask()) - before).toBeLessThan(5_000_000);
  });
});
