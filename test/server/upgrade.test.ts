import { cp, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createConnection, mongo } from "mongoose";
import { expect, test } from "vitest";
import { start } from "../../dist/embedded-mongo/index.js";
import type { RoomView } from "../../src/shared/events.js";
import { named } from "../support/database.js";
import { startRedis } from "../support/redis.js";
import { serve } from "../support/server.js";
import { ServerProcess } from "../support/server-process.js";
import { cookieOf } from "../support/session.js";
import { useDatabase, useFolder } from "../support/store.js";
import { Visitor } from "../support/visitor.js";

/** What a killed server of the previous version left, with members in its rooms; make-previous-version.ts made it. */
const previous = fileURLToPath(new URL("previous-version/", import.meta.url));
const secretOfPrevious = "x".repeat(32);
const dir = await useFolder();
const place = await useDatabase();
const uri = named(place.uri, place.db.databaseName);

/** A room with somebody in it, as it was noted before holds named their process. */
async function leave(id: string): Promise<void> {
  const ann = { id: "ann", color: "#123456", name: "#123456" };
  await place.db.collection<mongo.OptionalId<{ _id: string }>>("rooms").insertOne({
    _id: id,
    title: "Old",
    words: ["old"],
    born: `0-${id}`,
    max: 10,
    owner: ann,
    createdAt: new Date(),
    members: [ann],
    holds: { ann: "a-token" },
    guests: [],
    bans: [],
    chats: 0,
  } as never);
}

interface PlainSession {
  _id: string;
  session: string;
}

/** Looks into an embedded store that no server has open. */
async function inStore<T>(look: (db: mongo.Db) => Promise<T>): Promise<T> {
  const store = await start({ dir: path.join(dir, "store") });
  const connection = await createConnection(store.uri, { dbName: "gif-chat" }).asPromise();
  const found = await look(connection.db!);
  await connection.close();
  await store.close();
  return found;
}

test("rooms of the previous version keep their messages, pictures, passwords and members", async () => {
  await cp(previous, dir, { recursive: true });
  const folders = { DATA_DIR: path.join(dir, "store"), UPLOAD_DIR: path.join(dir, "pictures") };
  const embedded = { MONGODB_URI: "", UPLOAD_STORE: "disk" };
  const server = await serve({ ...folders, ...embedded, EMPTY_ROOM_GRACE_MS: "300000" });
  const carl = await server.visitor();
  const rooms: RoomView[] = (await carl.json("GET", "/")).body.rooms;
  expect(rooms).toMatchObject([
    { title: "Secret since the previous version", max: 3, secret: true, people: 1, owner: { name: "Bob" } },
    { title: "Open since the previous version", max: 5, secret: false, people: 2, owner: { name: "Ann" } },
  ]);
  const lively: RoomView[] = (await carl.json("GET", "/?sort=lively")).body.rooms;
  expect(lively.map(({ _id }) => _id).sort()).toEqual(rooms.map(({ _id }) => _id).sort());
  const [secret, open] = rooms.map(({ _id }) => _id) as [string, string];

  const his = await carl.enter(open, 0);
  await his.until(() => his.chats.length === 4);
  expect(his.chats).toMatchObject([
    { seq: 1, chat: "message 1, edited", name: "Ann", clientId: "old-1", change: 1 },
    { seq: 2, removedAt: expect.any(String), name: "Bob", change: 2 },
    { seq: 3, chat: "message 3", name: "Ann" },
    { seq: 4, gif: { alt: "an old picture", frames: 2 }, name: "Ann" },
  ]);
  const { gif } = his.chats[3]!;
  for (const url of [gif!.url, gif!.still]) expect((await carl.get(url)).status).toBe(200);
  expect(await his.call("chat", { chat: "the first of this version" })).toMatchObject({ seq: 5 });
  const { body: again } = await carl.json("POST", `/room/${open}/gif`, { again: 4 });
  expect(again).toMatchObject({ seq: 6, gif });
  his.close();

  await expect(carl.enter(secret)).rejects.toThrow("PASSWORD_REQUIRED");
  const guess = (password: string) => carl.json("POST", `/room/${secret}/enter`, { password });
  expect((await guess("new password")).body.error.code).toBe("WRONG_PASSWORD");
  expect((await guess("old password")).status).toBe(200);
  const inside = await carl.enter(secret, 0);
  expect((await inside.next("chat"))[0]).toMatchObject({ seq: 1, chat: "a secret message", name: "Bob" });
  inside.close();
  await server.close();
});

test("a start says that it writes the store of the previous version anew, and only the first one does", {
  tags: ["thorough"],
}, async () => {
  await rm(dir, { recursive: true, force: true });
  await cp(previous, dir, { recursive: true });
  const DATA_DIR = path.join(dir, "store");
  const child = await ServerProcess.start({ DATA_DIR, MONGODB_URI: "", UPLOAD_STORE: "disk" });
  expect(child.output.split("\n")[0]).toBe(
    `gif-chat writes the store in ${DATA_DIR} anew, once after the upgrade`,
  );
  await child.end();
  await child.startAgain();
  expect(child.output).toMatch(/^gif-chat listening on /);
  await child.end();
  await child.clean();
  const said: string[] = [];
  const store = await start({ dir: path.join(dir, "new"), onRewrite: () => said.push("anew") });
  await store.close();
  expect(said).toEqual([]);
});

test("visitors of the previous version are still who they were, and no session of theirs lies in clear", async () => {
  await rm(dir, { recursive: true, force: true });
  await cp(previous, dir, { recursive: true });
  const plain = await inStore(async (db) => {
    const sessions = db.collection<PlainSession>("sessions");
    // Those of the folder end a month after it was made.
    await sessions.updateMany({}, { $set: { expires: new Date(Date.now() + 3_600_000) } });
    return sessions.find().toArray();
  });
  expect(plain.length).toBeGreaterThanOrEqual(2);
  const folders = { DATA_DIR: path.join(dir, "store"), UPLOAD_DIR: path.join(dir, "pictures") };
  const server = await serve({
    ...{ ...folders, MONGODB_URI: "", UPLOAD_STORE: "disk" },
    ...{ EMPTY_ROOM_GRACE_MS: "300000", COOKIE_SECRET: secretOfPrevious },
  });
  const sessionOf = (name: string) => plain.find(({ session }) => session.includes(`"name":"${name}"`))!;
  const ann = new Visitor(server.url);
  ann.cookie = cookieOf(sessionOf("Ann")._id, secretOfPrevious);
  expect(await ann.page("/")).toContain("Ann");
  const rooms: RoomView[] = (await ann.json("GET", "/")).body.rooms;
  const { _id } = rooms.find(({ owner }) => owner.name === "Ann")!;
  expect((await ann.json("PATCH", `/room/${_id}`, { title: "Still hers" })).status).toBe(200);
  await server.close();

  const stored = await inStore((db) => db.collection("sessions").find().toArray());
  expect(stored).toHaveLength(plain.length);
  const bytes = Buffer.concat(stored.map((record) => mongo.BSON.serialize(record))).toString("latin1");
  for (const { _id: sid, session } of plain) {
    const { id, color } = JSON.parse(session).visitor;
    for (const told of [sid, id, color, '"name"']) expect(bytes).not.toContain(told);
  }
});

test("rooms of an earlier version end with several instances too, when nobody comes back", async () => {
  const redis = await startRedis();
  const env = { MONGODB_URI: uri, REDIS_URL: redis.url, UPLOAD_STORE: "gridfs" };
  const first = await serve(env);
  const lobby = await (await first.visitor()).lobby();
  await leave("old-room");
  const second = await serve(env);
  expect(await lobby.next("removeRoom")).toBe("old-room");
  for (const server of [first, second]) await server.close();
});
