import { once } from "node:events";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { useServer } from "../support/server.js";
import { askForStream, Stream, streamRefusal } from "../support/stream.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });

/** A room whose opener has the seat by its page, as a program takes it. */
async function seated(fields: Record<string, unknown> = {}): Promise<{ ann: Visitor; room: string }> {
  const ann = await server.visitor();
  const { _id: room } = await ann.open(fields);
  await ann.json("GET", `/room/${room}`);
  return { ann, room };
}

/** Somebody else in it. */
async function joined(room: string): Promise<Visitor> {
  const bob = await server.visitor();
  await bob.json("GET", `/room/${room}`);
  return bob;
}

describe("what a stream says", () => {
  test("it begins with the welcome of a socket, and goes on with what the room says", async () => {
    const { ann, room } = await seated();
    await ann.say(room, "before");
    const stream = await Stream.open(ann, room);
    const welcome = await stream.next("welcome");
    const socket = ann.connect("/chat", { auth: { room } });
    const same = await socket.next("welcome");
    expect({ ...welcome, at: "", room: {} }).toEqual({ ...same, at: "", room: {} });
    expect(Object.keys(welcome.room)).toEqual(Object.keys(same.room));
    expect(stream.ids).toEqual(["1.0"]);
    expect(stream.headers).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "private, no-store, no-transform",
      "x-accel-buffering": "no",
    });
    expect(stream.headers["content-encoding"]).toBeUndefined();
    expect(stream.retries.every((ms) => ms >= 1000 && ms <= 3000)).toBe(true);
    const bob = await server.visitor();
    const hers = await bob.enter(room);
    const said = await hers.call("chat", { chat: "line\r\nbreaks \u2028 and 한국어 🙂" });
    expect(await stream.next("chat")).toEqual([said]);
    expect(stream.lastEventId).toBe("2.0");
    const { id } = await bob.me();
    expect(await stream.next("join")).toMatchObject({ user: "system", member: { id }, people: 2 });
    const edited = await hers.call("editChat", { seq: 2, chat: "edited" });
    expect(await stream.next("editChat")).toEqual(edited);
    expect(stream.lastEventId).toBe("2.1");
    await hers.call("react", { seq: 1, emoji: "👍" });
    expect(await stream.next("react")).toMatchObject({ seq: 1, change: 2 });
    await hers.call("removeChat", { seq: 2 });
    expect(await stream.next("removeChat")).toMatchObject({ seq: 2, change: 3 });
    expect(stream.lastEventId).toBe("2.3");
    await hers.call("nickname", { name: "Bob" });
    expect(await stream.next("rename")).toMatchObject({ id, name: "Bob" });
    hers.socket.emit("typing");
    expect(await stream.next("typing")).toBe(id);
    await ann.json("PATCH", `/room/${room}`, { title: "Another" });
    expect(await stream.next("updateRoom", ({ title }) => title === "Another")).toMatchObject({ _id: room });
    await hers.call("leave");
    expect(await stream.next("exit")).toMatchObject({ member: { id }, people: 1 });
    expect(stream.has("news")).toBe(false);
  });

  test("a whisper comes to its two alone, and the visitor's own coming is not told", async () => {
    const { ann, room } = await seated();
    const [bob, eve] = [await joined(room), await joined(room)];
    const [a, b, e] = await Promise.all([ann, bob, eve].map((one) => Stream.enter(one, room)));
    const socket = await ann.enter(room);
    const { id } = await bob.me();
    await socket.call("whisper", { to: id, chat: "hush" });
    expect(await b!.next("whisper")).toMatchObject({ chat: "hush", to: { id } });
    expect(await a!.next("whisper")).toMatchObject({ chat: "hush" });
    await socket.call("chat", { chat: "aloud" });
    await e!.next("chat");
    expect([e!.has("whisper"), e!.has("join"), b!.has("typing")]).toEqual([false, false, false]);
  });

  test("notices are in the language of the request", async () => {
    const { ann, room } = await seated();
    const stream = await Stream.enter(ann, room, { headers: { "accept-language": "ko" } });
    await joined(room);
    expect((await stream.next("join")).chat).toMatch(/[가-힣]/);
  });

  test("each event is one block of lines, as the protocol shows it", async () => {
    const { ann, room } = await seated();
    const { answer } = await askForStream(ann, room, { headers: { accept: "*/*" } });
    const whole = text(answer);
    await ann.say(room, "hello\n\nworld");
    await ann.json("DELETE", `/room/${room}`);
    expect(await whole).toMatch(/^retry: \d+\n\nevent: welcome\nid: \d\.0\ndata: \{.*\}\n\n/);
    expect((await whole).endsWith(`event: removeRoom\nid: 1.0\ndata: "${room}"\n\n`)).toBe(true);
  });
});

describe("who gets a stream", () => {
  test("who has no seat is refused, and takes none", async () => {
    const { ann, room } = await seated();
    const bob = await server.visitor();
    expect(await streamRefusal(bob, room)).toMatchObject({ status: 403, code: "NOT_ALLOWED" });
    const nobody = await server.visitor();
    nobody.cookie = "";
    expect(await streamRefusal(nobody, room)).toMatchObject({ status: 403, code: "NOT_ALLOWED" });
    expect(await streamRefusal(ann, "no-such-room")).toMatchObject({ status: 404, code: "ROOM_NOT_FOUND" });
    expect((await ann.json("GET", `/room/${room}`)).body.members).toHaveLength(1);
  });

  test("another site, a prefetch and HEAD get none", async () => {
    const { ann, room } = await seated();
    const refused: [Record<string, string>, string][] = [
      [{ "sec-fetch-site": "cross-site" }, "CROSS_SITE"],
      [{ "sec-fetch-site": "same-site" }, "CROSS_SITE"],
      [{ origin: "https://evil.example" }, "CROSS_SITE"],
      [{ "sec-purpose": "prefetch;prerender" }, "NOT_ALLOWED"],
    ];
    for (const [headers, code] of refused)
      expect(await streamRefusal(ann, room, { headers })).toMatchObject({ status: 403, code });
    const { answer } = await askForStream(ann, room, {}, "HEAD");
    expect([answer.statusCode, answer.headers.allow, await text(answer)]).toEqual([405, "GET", ""]);
    const headers = { "sec-fetch-site": "same-origin", origin: server.url };
    (await Stream.enter(ann, room, { headers })).close();
  });

  test("a wrong number is refused before the stream begins", async () => {
    const { ann, room } = await seated();
    for (const lastEventId of ["x", "1.", ".1", "-1", "1.2.3", "1e3", "9".repeat(16)])
      expect([lastEventId, await streamRefusal(ann, room, { lastEventId })]).toMatchObject([
        lastEventId,
        { status: 422, code: "BAD_INPUT" },
      ]);
    for (const query of ["?after=x", "?after=1&after=2", "?changed=-1"])
      expect(await streamRefusal(ann, room, { query })).toMatchObject({ status: 422 });
  });

  test("a visitor has three at most in a room, and the place of one that ended", async () => {
    const { ann, room } = await seated();
    const streams = await Promise.all([1, 2, 3].map(() => Stream.enter(ann, room)));
    expect(await streamRefusal(ann, room)).toEqual({
      status: 429,
      code: "TOO_MANY_REQUESTS",
      retryAfter: expect.stringMatching(/^\d+$/),
    });
    const bob = await joined(room);
    await Stream.enter(bob, room);
    const other = await ann.open();
    await ann.json("GET", `/room/${other._id}`);
    await Stream.enter(ann, other._id);
    streams[0]!.close();
    await expect.poll(() => streamRefusal(ann, room)).toMatchObject({ status: 200 });
    // Those that were refused for another reason keep no place.
    const eve = await server.visitor();
    for (let i = 0; i < 4; i++) expect((await streamRefusal(eve, room)).code).toBe("NOT_ALLOWED");
  });
});

test("who goes while coming in keeps no place", async () => {
  const { ann, room } = await seated();
  const headers = { cookie: ann.cookie };
  for (let i = 0; i < 40; i++) {
    const gone = request(`${server.url}/room/${room}/events`, { agent: false, headers });
    gone.on("error", () => {}).end(); // to be cut off is what it is for
    await once(gone, "finish");
    // The server runs in this process, so it comes a little further each time.
    for (let turn = 0; turn < i; turn++) await setImmediate();
    gone.destroy();
  }
  await expect.poll(async () => (await streamRefusal(ann, room)).status).toBe(200);
  await expect
    .poll(async () => {
      const streams = await Promise.allSettled([1, 2, 3].map(() => Stream.enter(ann, room)));
      for (const stream of streams) if (stream.status === "fulfilled") stream.value.close();
      return streams.filter(({ status }) => status === "fulfilled").length;
    })
    .toBe(3);
});

describe("a stream ends", () => {
  test("with a kick or a ban, and a new one is refused", async () => {
    const { ann, room } = await seated();
    for (const ban of [false, true]) {
      const bob = await joined(room);
      const [stream, untouched] = [await Stream.enter(bob, room), await Stream.enter(ann, room)];
      const { id } = await bob.me();
      await ann.json("POST", `/room/${room}/kick`, { member: id, ban });
      await stream.over();
      const payload = { reason: ban ? "banned" : "kicked" };
      expect(stream.received.at(-1)).toMatchObject({ event: "kick", payload });
      expect((await streamRefusal(bob, room)).status).toBe(403);
      expect(untouched.isOver).toBe(false);
      untouched.close();
    }
  });

  test("when the visitor leaves, by whatever way, with all others of the visitor", async () => {
    const { ann, room } = await seated();
    await joined(room);
    const streams = [await Stream.enter(ann, room), await Stream.enter(ann, room)];
    await ann.form(`/room/${room}/leave`, {});
    for (const stream of streams) {
      expect(await stream.next("kick")).toEqual({ reason: "left" });
      await stream.over();
    }
    expect(await streamRefusal(ann, room)).toMatchObject({ status: 403, code: "NOT_ALLOWED" });
  });

  test("with the room", async () => {
    const { ann, room } = await seated();
    const stream = await Stream.enter(await joined(room), room);
    await ann.json("DELETE", `/room/${room}`);
    expect(await stream.next("removeRoom")).toBe(room);
    await stream.over();
    expect(await streamRefusal(ann, room)).toMatchObject({ status: 404, code: "ROOM_NOT_FOUND" });
  });

  test("when the session gets a new cookie, with which it comes back and has missed nothing", async () => {
    const { ann, room } = await seated();
    const stream = await Stream.enter(ann, room);
    await ann.say(room, "one");
    await stream.next("chat");
    await ann.open({ title: "Secret", password: "hush" });
    await stream.over();
    await ann.say(room, "two");
    const again = await Stream.enter(ann, room, { lastEventId: stream.lastEventId });
    expect(await again.next("chat")).toMatchObject([{ seq: 2 }]);
  });
});
