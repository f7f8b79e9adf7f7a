import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect as createTcp } from "node:net";
import os from "node:os";
import path from "node:path";
import { createConnection } from "mongoose";
import { expect, test } from "vitest";
import { start } from "../../dist/embedded-mongo/index.js";
import { serve } from "../support/server.js";
import { lineTo } from "../support/tcp-proxy.js";
import { Visitor } from "../support/visitor.js";

/** A request that the server has begun to handle, and whose end is sent when it is asked for. */
async function halfSent(
  url: string,
  cookie: string,
  path: string,
  body: string,
): Promise<() => Promise<string>> {
  const { hostname, port } = new URL(url);
  const socket = createTcp(Number(port), hostname);
  await once(socket, "connect");
  const head = [`POST ${path} HTTP/1.1`, "Host: localhost", `Cookie: ${cookie}`, "Connection: close"];
  const type = "Content-Type: application/x-www-form-urlencoded";
  socket.write([...head, type, `Content-Length: ${body.length}`, "", body.slice(0, 3)].join("\r\n"));
  let answer = "";
  socket.setEncoding("utf8").on("data", (text) => {
    answer += text;
  });
  return async () => {
    socket.write(body.slice(3));
    await once(socket, "close");
    return answer;
  };
}

const MINUTE = 60_000;

test("a session is kept for minutes until its cookie comes back, by a page or by a socket, and then for weeks", async () => {
  const dir = await mkdtemp(path.join(os.tmpdir(), "gif-chat-"));
  const store = await start({ dir });
  // What the server is told is a MongoDB, so that the test can look into it as well.
  const server = await serve({ MONGODB_URI: store.uri });
  const database = createConnection(store.uri, { dbName: "gif-chat" });
  const lifetimes = async () => {
    const sessions = await (await database.asPromise()).db!.collection("sessions").find().toArray();
    return sessions.map(({ expires }) => (expires.getTime() - Date.now()) / MINUTE).sort((a, b) => a - b);
  };
  await server.visitor();
  await server.visitor();
  await server.visitor();
  expect(Math.max(...(await lifetimes()))).toBeLessThan(11);
  const [byPage, bySocket] = [await server.visitor(), await server.visitor()];
  const { _id } = await byPage.open();
  const socket = await bySocket.enter(_id);
  const [least, , third, , most] = await lifetimes();
  expect(least).toBeLessThan(11);
  expect(third).toBeLessThan(11);
  expect(most).toBeGreaterThan(20 * 24 * 60);
  expect((await lifetimes())[3]).toBeGreaterThan(20 * 24 * 60);
  for (let i = 0; i < 5; i++) await new Visitor(server.url).get("/health");
  expect(await lifetimes()).toHaveLength(5);
  socket.close();
  await database.close();
  await server.close();
  await store.close();
  await rm(dir, { recursive: true });
});

test("a session that cannot be read is an error for its visitor, and for nobody else", async () => {
  const dir = await mkdtemp(path.join(os.tmpdir(), "gif-chat-"));
  const store = await start({ dir });
  const server = await serve({ MONGODB_URI: store.uri });
  const database = await createConnection(store.uri, { dbName: "gif-chat" }).asPromise();
  const ann = await server.visitor();
  await database.collection("sessions").updateOne({}, { $set: { sealed: Buffer.from("{") } });
  expect((await ann.get("/")).status).toBe(500);
  expect(await (await server.visitor()).page("/")).toContain("</html>");
  await database.close();
  await server.close();
  await store.close();
  await rm(dir, { recursive: true });
});

test("a cookie that this server did not sign is nobody's", async () => {
  const server = await serve();
  const ann = await server.visitor();
  const { _id } = await ann.open();
  const sid = ann.cookie.slice(0, ann.cookie.lastIndexOf("."));
  const me = (await ann.me()).id;
  for (const forged of [
    `${sid}.AAAA`,
    sid,
    "gif-chat=s%3Amade-up.signature",
    "gif-chat=j%3A%7B%22visitor%22%3A1%7D",
  ]) {
    const thief = new Visitor(server.url);
    thief.cookie = forged;
    expect((await thief.json("DELETE", `/room/${_id}`)).status).toBe(403);
    expect((await thief.me()).id).not.toBe(me);
    expect(thief.cookie).not.toBe(forged);
  }
  await server.close();
});

test("a session is stored before anything is answered: a visitor who follows a redirect at once is known there", async () => {
  const dir = await mkdtemp(path.join(os.tmpdir(), "gif-chat-"));
  const store = await start({ dir, listen: "tcp" });
  const line = await lineTo(store.uri);
  const server = await serve({ MONGODB_URI: line.uri });
  const database = await createConnection(store.uri, { dbName: "gif-chat" }).asPromise();
  line.delayMs = 50;
  const stranger = new Visitor(server.url);
  expect((await stranger.get("/room/unknown")).status).toBe(303);
  expect(await database.collection("sessions").countDocuments()).toBe(1);
  await database.close();
  await server.close();
  line.close();
  await store.close();
  await rm(dir, { recursive: true });
});

test("a request held back until its session ended neither revives it nor gets the next one", async () => {
  const server = await serve();
  const [ann, victim] = [await server.visitor(), await server.visitor()];
  const { _id } = await ann.open({ password: "right" });
  await victim.page("/");
  const planted = victim.cookie;
  const language = "lang=ko&here=%2F";
  const room = "title=mine&password=secret";
  const rests = [
    await halfSent(server.url, planted, "/language", language),
    await halfSent(server.url, planted, "/room", room),
  ];
  // Whatever was sent before has been read when this is answered.
  for (let i = 0; i < 5; i++) await victim.get("/");
  await victim.form(`/room/${_id}/enter`, { password: "right" });
  const answers = [await rests[0]!(), await rests[1]!()];
  for (const answer of answers) expect(answer).toMatch(/^HTTP\/1.1 303/);
  const cookies = answers.flatMap((answer) =>
    [...answer.matchAll(/^set-cookie: ([^;]+)/gim)].map(([, one]) => one!),
  );
  for (const cookie of [planted, ...cookies]) {
    const attacker = new Visitor(server.url);
    attacker.cookie = cookie;
    expect((await attacker.json("GET", `/room/${_id}`)).status).toBe(403);
  }
  expect((await victim.json("GET", `/room/${_id}`)).status).toBe(200);
  await server.close();
});
