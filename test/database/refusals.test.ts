import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client } from "../support/client.js";
import { gif } from "../support/gif.js";
import type { CodeName, ReplicaSet } from "../support/replica-set/index.js";
import { serve, type TestServer } from "../support/server.js";
import { startReplicaSet } from "../support/store-server.js";
import type { Visitor } from "../support/visitor.js";

let set: ReplicaSet;
let server: TestServer;
let ann: Visitor;
let room: string;
let socket: Client;

beforeAll(async () => {
  set = await startReplicaSet();
  server = await serve({ MONGODB_URI: set.uri });
  ann = await server.visitor();
  room = (await ann.open())._id;
  socket = await ann.enter(room);
  await socket.call("chat", { chat: "one" });
});
afterAll(async () => {
  socket.close();
  await server.close();
  await set.close();
});

const json = async (method: string, path: string, body?: unknown) => {
  const answer = await ann.json(method, path, body);
  return `${answer.status} ${answer.body.error?.code}`;
};
const page = async (path: string, fields?: Record<string, string>) => {
  const answer = await (fields ? ann.form(path, fields) : ann.get(path));
  const isPage = (await answer.text()).includes("One moment, please.");
  return `${answer.status} ${isPage} ${answer.headers.get("retry-after")}`;
};

/** Through every door; each as it says no for now. */
async function everything(): Promise<Record<string, string>> {
  const path = `/room/${room}`;
  const doors: Record<string, Promise<string>> = {
    "lobby as a page": page("/?q=one"),
    "room as a page": page(path),
    "room form": page("/room", { title: "A room" }),
    "chat form": page(`${path}/chat`, { chat: "two" }),
    "nickname form": page("/nickname", { name: "ann" }),
    lobby: json("GET", "/?q=two"),
    history: json("GET", `${path}/chats?changed=0`),
    open: json("POST", "/room", { title: "A room" }),
    chat: json("POST", `${path}/chat`, { chat: "two" }),
    edit: json("PATCH", `${path}/chat/1`, { chat: "three" }),
    remove: json("DELETE", `${path}/chat/1`),
    settings: json("PATCH", path, { title: "Another" }),
    nickname: json("POST", "/nickname", { name: "ann" }),
    upload: ann
      .upload(room, gif())
      .then(async (answer) => `${answer.status} ${(await answer.json()).error.code}`),
    "socket chat": socket.refusal("chat", { chat: "two" }),
    "socket edit": socket.refusal("editChat", { seq: 1, chat: "three" }),
    "socket nickname": socket.refusal("nickname", { name: "ann" }),
    "handshake by polling": json("GET", "/socket.io/?EIO=4&transport=polling"),
  };
  const answers = Object.entries(doors).map(async ([door, answer]) => [door, await answer] as const);
  return Object.fromEntries(await Promise.all(answers));
}

const putOff = (door: string): string => {
  if (door.startsWith("socket")) return "BUSY";
  return /page|form/.test(door) ? "503 true 10" : "503 BUSY";
};

describe("what is asked while the database refuses everything", () => {
  test.each<CodeName>([
    "InterruptedDueToReplStateChange",
    "PrimarySteppedDown",
    "NotWritablePrimary",
    "NotPrimaryNoSecondaryOk",
    "ShutdownInProgress",
    "InterruptedAtShutdown",
    "MaxTimeMSExpired",
    "WriteConcernFailed",
    "UnsatisfiableWriteConcern",
  ])("is put off through every door with %s", async (error) => {
    const fault = set.fail({ error });
    const answers = await everything();
    fault.lift();
    const expected = Object.keys(answers).map((door) => [door, putOff(door)]);
    expect(answers).toEqual(Object.fromEntries(expected));
  });

  test("ends nothing when a socket's client goes before its handshake is put off", async () => {
    const { cookie } = await server.visitor();
    const fault = set.fail({ error: "InterruptedDueToReplStateChange" });
    const { hostname, port, host } = new URL(server.url);
    const head = [
      "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
      `Host: ${host}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
      `Cookie: ${cookie}`,
    ];
    const hits = fault.hits;
    const client = connect(Number(port), hostname).resume();
    client.end(`${head.join("\r\n")}\r\n\r\n`);
    await once(client, "close");
    // The connection may be closed before the session is looked for.
    await expect.poll(() => fault.hits).toBeGreaterThan(hits);
    fault.lift();
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
  });

  test("is put off when connections are cut, and goes on afterwards", async () => {
    const fault = set.fail({ cut: "before" });
    const answers = await everything();
    fault.lift();
    expect(answers).toEqual(Object.fromEntries(Object.keys(answers).map((door) => [door, putOff(door)])));
    await expect.poll(() => ann.json("GET", "/").then(({ status }) => status)).toBe(200);
  });
});
