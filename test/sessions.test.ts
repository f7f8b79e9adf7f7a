import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createConnection } from "mongoose";
import { expect, test } from "vitest";
import { start } from "../dist/embedded-mongo/index.js";
import { serve } from "./support/server.js";
import { Visitor } from "./support/visitor.js";

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
