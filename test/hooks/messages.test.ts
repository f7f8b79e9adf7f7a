import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import type { Chat } from "../../src/shared/events.js";
import { gif } from "../support/gif.js";
import { program } from "../support/programs.js";
import { useServer } from "../support/server.js";
import { codeOf, json, picture, post, roomOf } from "./support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });
const curl = async (...args: string[]) =>
  JSON.parse((await promisify(execFile)(program("curl"), ["-s", ...args])).stdout);

describe("what a hook says", () => {
  test("curl sends a message and a picture in one line each, and the room sees both, marked as a bot", async () => {
    const ann = await server.visitor();
    const { room, hook, chats } = await roomOf(server, ann);
    const inside = await ann.enter(room);
    const url = await hook("Build");
    const file = path.join(server.dir, "cat.gif");
    await writeFile(file, gif());
    const said = await curl("-d", "chat=hello", url);
    const sent = await curl("-F", `gif=@${file}`, "-F", "alt=A cat", url);
    expect(said).toMatchObject({ seq: 1, name: "Build", bot: true, chat: "hello" });
    expect(sent).toMatchObject({ seq: 2, name: "Build", bot: true, gif: { alt: "A cat" } });
    expect(sent.author).toBe(said.author);
    await inside.next("chat", (told: Chat[]) => told.some(({ seq }) => seq === 2));
    expect(await chats()).toEqual([said, sent]);
    expect((await ann.get(sent.gif.url)).status).toBe(200);
    const page = await ann.page(`/room/${room}`);
    expect(page.match(/<span class="badge bot">bot<\/span>/g)).toHaveLength(1);
    const transcript = await ann.page(`/room/${room}/transcript`);
    expect(transcript).toContain("<bdi>Build</bdi> <small>bot</small>");
    const found = await ann.page(`/room/${room}/search?q=hello`);
    expect(found).toContain('<span class="badge bot">');
  });

  test("forms, JSON and multipart all carry a text, and no session begins", async () => {
    const ann = await server.visitor();
    const { hook, chats } = await roomOf(server, ann);
    const url = await hook();
    const form = new FormData();
    form.set("chat", "three");
    const answers = [
      await post(url, { chat: "one" }),
      await post(url, JSON.stringify({ chat: "two" }), json),
      await post(url, form),
      await post(url, { chat: "four" }, { accept: "text/html" }),
    ];
    expect(answers.map(({ status, body }) => [status, body.chat])).toEqual(
      ["one", "two", "three", "four"].map((chat) => [201, chat]),
    );
    for (const { headers } of answers)
      expect([headers.getSetCookie(), headers.get("cache-control")]).toEqual([[], "no-store"]);
    expect(await chats()).toHaveLength(4);
  });

  test("a repeated clientId is stored once, for texts and for pictures", async () => {
    const { hook, chats } = await roomOf(server, await server.visitor());
    const url = await hook();
    const texts = await Promise.all([1, 2, 3].map(() => post(url, { chat: "once", clientId: "a" })));
    const pictures = [1, 2].map(() => post(url, picture(gif(), { clientId: "b" })));
    expect(new Set(texts.map(({ body }) => body.seq))).toEqual(new Set([1]));
    expect(new Set((await Promise.all(pictures)).map(({ body }) => body.seq))).toEqual(new Set([2]));
    expect(await chats()).toHaveLength(2);
  });

  test("it mentions members, answers messages and is quoted", async () => {
    const ann = await server.visitor();
    const { id } = (await ann.json("POST", "/nickname", { name: "Ann" })).body;
    const { room, hook } = await roomOf(server, ann);
    const url = await hook("Build");
    await ann.say(room, "Is it green?");
    const { body } = await post(url, { chat: "@Ann it is", replyTo: "1" });
    expect(body).toMatchObject({ mentions: [id], replyTo: { seq: 1, name: "Ann" } });
    expect(codeOf(await post(url, { chat: "no", replyTo: "9" }))).toBe("BAD_REPLY");
    const answer = await ann.json("POST", `/room/${room}/chat`, { chat: "thanks", replyTo: 2 });
    expect(answer.body.replyTo).toMatchObject({ seq: 2, name: "Build", chat: "@Ann it is" });
  });

  test("slow and read-only rooms do not hold it back, and its maker is not slowed by it", async () => {
    const ann = await server.visitor();
    const { room, hook } = await roomOf(server, ann);
    const url = await hook();
    await ann.json("PATCH", `/room/${room}`, { slow: 60, readOnly: "on" });
    const all = [{ chat: "one" }, { chat: "two" }, picture(gif()), picture(gif())];
    for (const body of all) expect((await post(url, body)).status).toBe(201);
  });

  test("an empty room with a lifetime hears it, and it keeps no seat", async () => {
    const ann = await server.visitor();
    const { room, hook, chats } = await roomOf(server, ann, { lifetime: "1h", password: "p" });
    const url = await hook();
    await ann.json("POST", `/room/${room}/leave`);
    expect((await post(url, { chat: "to nobody" })).status).toBe(201);
    const { people } = (await ann.json("GET", `/room/${room}`)).body.room;
    expect(people).toBe(1);
    expect((await chats()).map(({ chat }) => chat)).toEqual(["to nobody"]);
  });

  test("hosts remove it, and nobody else; nobody edits it, kicks it or bans it", async () => {
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    const { room, hook, chats } = await roomOf(server, ann);
    await bob.page(`/room/${room}`);
    const { author } = (await post(await hook(), { chat: "said" })).body;
    const at = `/room/${room}/chat/1`;
    expect(codeOf(await bob.json("DELETE", at))).toBe("NOT_ALLOWED");
    for (const one of [ann, bob])
      expect(codeOf(await one.json("PATCH", at, { chat: "changed" }))).toBe("NOT_ALLOWED");
    const kick = (ban: object) => ann.json("POST", `/room/${room}/kick`, { member: author, ...ban });
    expect([codeOf(await kick({})), codeOf(await kick({ ban: "on" }))]).toEqual(
      Array(2).fill("MEMBER_NOT_FOUND"),
    );
    expect((await ann.json("DELETE", at)).status).toBe(200);
    const [removed] = await chats();
    expect(removed).toMatchObject({ bot: true, removedAt: expect.any(String) });
    expect(removed!.chat).toBeUndefined();
  });
});

describe("what is refused", () => {
  test("bad input, with a code in JSON, and nothing is said", async () => {
    const { hook, chats } = await roomOf(server, await server.visitor());
    const [url, files] = [await hook(), await server.files()];
    const refused: [object, number, string][] = [
      [await post(url, {}), 422, "BAD_CHAT"],
      [await post(url, { chat: " " }), 422, "BAD_CHAT"],
      [await post(url, { chat: "x".repeat(2001) }), 422, "BAD_CHAT"],
      [await post(url, "just text", { "content-type": "text/plain" }), 422, "BAD_CHAT"],
      [await post(url, { pack: "wave" }), 422, "BAD_CHAT"],
      [await post(url, '{"chat":{"$ne":1}}', json), 422, "BAD_CHAT"],
      [await post(url, '{"chat":', json), 400, "BAD_REQUEST"],
      [await post(url, { chat: "a", clientId: "with space" }), 422, "BAD_CLIENT_ID"],
      [await post(url, { chat: "x".repeat(10_000_000) }), 413, "TOO_LARGE"],
      [await post(url, picture(Buffer.alloc(10_000_000))), 413, "GIF_TOO_BIG"],
      [await post(url, picture(Buffer.from("no picture"))), 422, "BAD_GIF"],
      [await post(url, picture(gif(), { chat: "both" })), 422, "BAD_INPUT"],
      [await post(url, new FormData()), 422, "NO_GIF"],
    ];
    for (const [answer, status, code] of refused)
      expect(answer).toMatchObject({ status, body: { error: { code, message: expect.any(String) } } });
    expect([await chats(), await server.files()]).toEqual([[], files]);
  });

  test("an address that no hook has, before its body is read", async () => {
    const { hook } = await roomOf(server, await server.visitor());
    const [url, known] = [`${server.url}/hook`, await hook()];
    const tokens = ["x", "a".repeat(22), "%24ne", "a".repeat(200), known.slice(-22).toUpperCase()];
    for (const token of tokens) {
      expect(codeOf(await post(`${url}/${token}`, { chat: "hello" }))).toBe("HOOK_NOT_FOUND");
      expect(codeOf(await post(`${url}/${token}`, picture(gif())))).toBe("HOOK_NOT_FOUND");
    }
    expect((await fetch(`${url}/%E0%A4%A`, { method: "POST" })).status).toBe(400);
    const look = await fetch(known);
    expect([look.status, look.headers.get("allow")]).toEqual([405, "POST"]);
  });

  test("pages of other sites and browsers without a site, which have no business here", async () => {
    const { hook, chats } = await roomOf(server, await server.visitor());
    const url = await hook();
    const site = { "sec-fetch-site": "cross-site", origin: "https://evil.example" };
    expect(codeOf(await post(url, { chat: "hi" }, site))).toBe("CROSS_SITE");
    expect(codeOf(await post(url, { chat: "hi" }, { origin: "null" }))).toBe("CROSS_SITE");
    const preflight = await fetch(url, { method: "OPTIONS", headers: site });
    expect(preflight.headers.get("access-control-allow-origin")).toBeNull();
    expect(await chats()).toEqual([]);
  });
});
