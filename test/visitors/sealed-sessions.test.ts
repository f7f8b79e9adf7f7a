import { mongo } from "mongoose";
import { expect, test } from "vitest";
import { sealPlainSessions } from "../../src/session/seal-plain-sessions.js";
import { SessionKey } from "../../src/session/session-key.js";
import { named } from "../support/database.js";
import { startRedis } from "../support/redis.js";
import { serve, type TestServer } from "../support/server.js";
import { cookieOf, sessionsOf, sidOf, storedSession } from "../support/session.js";
import { useDatabase } from "../support/store.js";
import { Visitor } from "../support/visitor.js";

const SECRET = "a secret of the server, long enough";

const { uri, client } = await useDatabase();

/** A server whose database can be looked into. */
async function serveOn(database: string, env: Record<string, string> = {}) {
  const at = { MONGODB_URI: named(uri, database), COOKIE_SECRET: SECRET, ...env };
  return { server: await serve(at), db: client.db(database) };
}

function at(server: TestServer, cookie: string): Visitor {
  const visitor = new Visitor(server.url);
  visitor.cookie = cookie;
  return visitor;
}

test("nothing of a visitor stands in a stored session, and a restart loses nothing of it", async () => {
  const { server, db } = await serveOn("sealed");
  const ann = await server.visitor();
  await ann.form("/language", { lang: "ko" });
  const { id, color } = await ann.me();
  await ann.json("POST", "/nickname", { name: "Unmistakable" });
  const first = sidOf(ann);
  const room = await ann.open({ password: "right" });
  await ann.page(`/room/${room._id}`);
  await ann.form("/nickname", { name: "x".repeat(99), here: "/" });
  const bob = await server.visitor();
  await bob.page(`/room/${(await ann.open())._id}`);

  const records = await sessionsOf(db).find().toArray();
  expect(records).toHaveLength(2);
  for (const record of records)
    expect(Object.keys(record).sort()).toEqual(["_id", "expires", "lastModified", "sealed"]);
  const bytes = Buffer.concat(records.map((record) => mongo.BSON.serialize(record))).toString("latin1");
  const told = [id, color, "Unmistakable", room._id, first, sidOf(ann), sidOf(bob), "visitor", "returned"];
  for (const text of [...told, "flash", "shown", "lang", "cookie"]) expect(bytes).not.toContain(text);
  const session = JSON.parse(await storedSession(db, ann));
  expect(session).toMatchObject({ visitor: { id, color, name: "Unmistakable" }, lang: "ko" });
  expect(session.flash.nickname).toEqual([`BAD_NAME ${"x".repeat(99)}`]);

  await server.restart();
  const page = await ann.page("/");
  expect(page).toContain("Unmistakable");
  expect(page).toContain('lang="ko"');
  expect((await ann.json("GET", `/room/${room._id}`)).status).toBe(200);
  await server.close();
});

test("a stolen database gives no cookie, even to who knows the secret", async () => {
  const { server, db } = await serveOn("stolen");
  const ann = await server.visitor();
  const { id } = await ann.me();
  const [record] = await sessionsOf(db).find().toArray();
  for (const stolen of [record!._id, record!._id.slice(1)]) {
    const thief = at(server, cookieOf(stolen, SECRET));
    expect((await thief.me()).id).not.toBe(id);
    expect(sidOf(thief)).not.toBe(stolen);
  }
  expect((await at(server, cookieOf(sidOf(ann), SECRET)).me()).id).toBe(id);
  await server.close();
});

test("a session's content is worth nothing under another id", async () => {
  const { server, db } = await serveOn("swapped");
  const [ann, mallory] = [await server.visitor(), await server.visitor()];
  await ann.json("POST", "/nickname", { name: "Ann" });
  await mallory.json("POST", "/nickname", { name: "Mallory" });
  await server.restart();
  const hers = (await sessionsOf(db).find().toArray()).map(({ sealed }) => sealed);
  for (const sealed of hers)
    await sessionsOf(db).updateMany({ sealed: { $ne: sealed } }, { $set: { sealed } });
  expect(
    [await ann.get("/"), await mallory.get("/")]
      .map(({ status }) => status)
      .filter((status) => status === 500),
  ).toHaveLength(1);
  await server.close();
});

const HOUR = 3600_000;

/** A session as the version before stored it. */
function plainSession(i: number) {
  const expires = new Date(Date.now() + 24 * HOUR);
  const visitor = { id: `visitor-${i}`, color: "#123456", name: `Name ${i}` };
  const cookie = {
    originalMaxAge: 24 * HOUR,
    expires,
    httpOnly: true,
    path: "/",
    sameSite: "lax",
    secure: false,
  };
  const session = JSON.stringify({ cookie, visitor, returned: true });
  return { _id: `plain-session-${i}`, session, expires, lastModified: new Date() };
}

test("two instances that start at once over the version before seal each session once, and know every visitor", {
  tags: ["thorough"],
}, async () => {
  const count = 600;
  const db = client.db("mixed");
  const plain = Array.from({ length: count }, (_, i) => plainSession(i));
  await db.collection("sessions").insertMany(plain as never);
  const redis = await startRedis();
  const env = { REDIS_URL: redis.url, UPLOAD_STORE: "gridfs" };
  // An upgrade that was cut short left the first record twice, and its visitor has another name since.
  const { server: before } = await serveOn("mixed", env);
  await at(before, cookieOf("plain-session-0", SECRET)).json("POST", "/nickname", { name: "Renamed" });
  await before.close();
  await db.collection("sessions").insertMany(plain.slice(0, 300) as never);

  const [first, second] = await Promise.all([serveOn("mixed", env), serveOn("mixed", env)]);
  const records = await sessionsOf(db).find().toArray();
  expect(records).toHaveLength(count);
  expect(records.filter((record) => "session" in record || !record._id.startsWith("~"))).toEqual([]);
  expect(await at(first.server, cookieOf("plain-session-0", SECRET)).page("/")).toContain("Renamed");
  for (const i of [1, 299, 300, count - 1]) {
    for (const { server } of [first, second])
      expect(await at(server, cookieOf(`plain-session-${i}`, SECRET)).page("/")).toContain(`Name ${i}`);
  }
  await Promise.all([first.server.close(), second.server.close()]);
});

test("an upgrade removes sessions of which nothing is left, and who has their cookie is a new visitor", async () => {
  const { session: _, ...missing } = plainSession(1);
  const found = [missing, { ...plainSession(2), session: "" }, plainSession(3)];
  await client
    .db("hollow")
    .collection("sessions")
    .insertMany(found as never);
  const { server, db } = await serveOn("hollow");
  const left = await sessionsOf(db).find().toArray();
  expect(left.map(({ _id }) => _id)).toEqual([new SessionKey("plain-session-3").storedId]);
  for (const i of [1, 2])
    expect((await at(server, cookieOf(`plain-session-${i}`, SECRET)).get("/")).status).toBe(200);
  expect(await at(server, cookieOf("plain-session-3", SECRET)).page("/")).toContain("Name 3");
  await server.close();
});

test("an upgrade brings back no session that ended at another instance meanwhile", async () => {
  const sessions = sessionsOf(client.db("revived"));
  const [ended, kept] = [plainSession(1), plainSession(2)];
  await sessions.insertMany([ended, kept] as never);
  // Another instance sealed both and served, and one visitor ended the session, before this one stores its batch.
  const late = new Proxy(sessions, {
    get: (target, name) => {
      if (name !== "insertMany") return Reflect.get(target, name).bind?.(target);
      return async (...args: Parameters<typeof sessions.insertMany>) => {
        await sealPlainSessions(sessions);
        await sessions.deleteOne({ _id: new SessionKey(ended._id).storedId });
        return sessions.insertMany(...args);
      };
    },
  });
  await sealPlainSessions(late);
  const left = await sessions.find().toArray();
  expect(left.map(({ _id }) => _id)).toEqual([new SessionKey(kept._id).storedId]);
});
