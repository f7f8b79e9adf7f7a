import { describe, expect, test } from "vitest";
import { readConfig } from "../../dist/config.js";
import { useServer } from "../support/server.js";
import { Visitor } from "../support/visitor.js";
import { CHAT, toOrigin, useEmbeddedChat } from "./embedder.js";

type Headers = Record<string, string>;

const OPERATOR_TOKEN = "x".repeat(32);
const [ONE, OTHER] = [toOrigin("one.localhost"), toOrigin("three.localhost")];
const shown: Headers = { "sec-fetch-site": "cross-site", "sec-fetch-dest": "iframe", referer: `${ONE}/` };
const own: Headers = { "sec-fetch-site": "same-origin", "sec-fetch-dest": "iframe" };

const policyOf = (answer: Response): (string | null)[] => [
  /frame-ancestors ([^;]+)/.exec(answer.headers.get("content-security-policy") ?? "")![1]!,
  answer.headers.get("x-frame-options"),
];
const NEVER = ["'none'", "SAMEORIGIN"];

describe("with EMBED_ORIGINS", () => {
  const server = useEmbeddedChat(["one.localhost", "two.localhost"], { OPERATOR_TOKEN });
  const allowed = [`${ONE} ${toOrigin("two.localhost")}`, null];

  /** A frame that has been shown once, so that it has its cookie. */
  async function framed(room: string): Promise<Visitor> {
    const visitor = new Visitor(server.url);
    await visitor.get(`/room/${room}`, shown);
    return visitor;
  }

  test("these sites may show rooms and their doors, and nothing else", async () => {
    const ann = await server.visitor();
    const { _id } = await ann.open({ password: "x" });
    for (const path of [`/room/${_id}`, `/room/${_id}/search`, `/room/${_id}/report`, "/i/abc", "/ROOM/x/"])
      for (const who of [ann, new Visitor(server.url)])
        expect(policyOf(await who.get(path, shown)), path).toEqual(allowed);
    for (const path of [
      ...[
        "/operator",
        "/operator/rooms",
        "/along",
        "/along/abc",
        `/room/${_id}/along`,
        `/Room/${_id}/Along/`,
      ],
      ...["/room", "/privacy", "/share", "/offline", "/nowhere", "/?q=a"],
    ])
      expect(policyOf(await ann.get(path, path === "/?q=a" ? {} : shown)), path).toEqual(NEVER);
    expect(policyOf(await ann.get("/"))).toEqual(NEVER);
  });

  test("a frame is compact, and its lobby only leads out of it and back", async () => {
    const { _id } = await (await server.visitor()).open();
    const bob = await framed(_id);
    const room = await (await bob.get(`/room/${_id}`, shown)).text();
    expect(room).toContain("data-framed");
    expect(room).not.toMatch(/data-back|\/along"|data-notify/);
    const out = await (await bob.get("/", { ...own, referer: `${CHAT}/room/${_id}` })).text();
    expect(out).not.toContain("data-rooms");
    const mine = await (await bob.get("/", { ...own, referer: `${server.url}/room/${_id}` })).text();
    expect(mine).toContain(`href="/room/${_id}"`);
    const lost = await bob.get("/room/nowhere", shown);
    expect([lost.status, lost.headers.get("location")]).toEqual([303, "/"]);
    expect(lost.headers.get("referrer-policy")).toBe("strict-origin-when-cross-origin");
    const page = await bob.get("/", shown);
    expect(policyOf(page)).toEqual(allowed);
    expect(await page.text()).toMatch(/class="flash error"/);
    expect(await (await bob.get(`/room/${_id}`)).text()).not.toContain("data-framed");
  });

  test("a frame has its own cookie, which is renewed as such", async () => {
    const { _id } = await (await server.visitor()).open({ password: "meow" });
    const bob = new Visitor(server.url);
    const first = await bob.get(`/room/${_id}`, shown);
    const attributes =
      /^gif-chat-embed=[^;]+; (?=.*HttpOnly)(?=.*Secure)(?=.*Partitioned)(?=.*SameSite=None)/;
    expect(first.headers.getSetCookie()).toEqual([expect.stringMatching(attributes)]);
    const before = bob.cookie;
    const entered = await bob.form(`/room/${_id}/enter`, { password: "meow" }, own);
    expect(entered.headers.getSetCookie()).toEqual([expect.stringMatching(attributes)]);
    expect(bob.cookie).not.toBe(before);
    const seat = await bob.enter(_id);
    seat.close();
    const ann = await server.visitor();
    expect(ann.cookie).toMatch(/^gif-chat=/);
  });

  test("it is begun by listed sites' frames alone, and holds for what the frame itself asks", async () => {
    const { _id } = await (await server.visitor()).open();
    const begins = async (headers: Headers) => {
      const answer = await new Visitor(server.url).get(`/room/${_id}`, headers);
      return answer.headers.getSetCookie().some((set) => set.startsWith("gif-chat-embed="));
    };
    expect(await begins({ ...shown, "sec-fetch-dest": "frame" })).toBe(true);
    for (const other of [
      { ...shown, referer: `${OTHER}/` },
      { ...shown, referer: `${ONE}.evil.example/` },
      { ...shown, referer: "nothing" },
      { ...shown, referer: "" },
      { ...shown, "sec-fetch-site": "same-site" },
      { ...shown, "sec-fetch-dest": "image" },
      { ...shown, "sec-fetch-dest": "document" },
      own,
      {},
    ])
      expect(await begins(other), JSON.stringify(other)).toBe(false);

    const bob = await framed(_id);
    const me = async (headers: Headers) => {
      const answer = await fetch(`${server.url}/room/${_id}`, {
        headers: { cookie: bob.cookie, ...headers },
      });
      return /data-me="([^"]*)"/.exec(await answer.text())?.[1];
    };
    const id = await me(own);
    expect(await me(shown)).toBe(id);
    for (const other of [
      { ...shown, "sec-fetch-dest": "image" },
      { ...shown, "sec-fetch-dest": "empty" },
      { ...shown, referer: `${OTHER}/` },
      { ...shown, referer: "" },
      { ...own, "sec-fetch-dest": "document" },
      { ...own, "sec-fetch-site": "same-site" },
    ])
      expect(await me(other), JSON.stringify(other)).not.toBe(id);
  });

  test("the cookie of a tab holds where both are sent, and neither passes for the other", async () => {
    const ann = await server.visitor();
    const { _id } = await ann.open();
    const bob = await framed(_id);
    const nameFor = async (cookie: string) => {
      const both = new Visitor(server.url);
      both.cookie = cookie;
      return (await both.me()).id;
    };
    const [annId, bobId] = [await nameFor(ann.cookie), await nameFor(bob.cookie)];
    expect(annId).not.toBe(bobId);
    expect(await nameFor(`${ann.cookie}; ${bob.cookie}`)).toBe(annId);
    expect(await nameFor(`${bob.cookie}; ${ann.cookie}`)).toBe(annId);
    expect(await nameFor(bob.cookie.replace("gif-chat-embed=", "gif-chat="))).not.toBe(bobId);
    expect(await nameFor(ann.cookie.replace("gif-chat=", "gif-chat-embed="))).not.toBe(annId);
  });

  test("the site around a frame neither posts, connects nor takes a seat with its cookie", async () => {
    const { _id } = await (await server.visitor()).open();
    const bob = await framed(_id);
    const around: Headers = { "sec-fetch-site": "cross-site", origin: ONE, referer: `${ONE}/` };
    for (const path of [`/room/${_id}/chat`, `/room/${_id}/leave`, "/nickname"])
      expect((await bob.form(path, { chat: "x", name: "x" }, around)).status, path).toBe(403);
    const socket = bob.connect("/chat", { auth: { room: _id }, extraHeaders: { origin: ONE } });
    await expect(socket.connected()).rejects.toThrow();
    const people = async () => (await bob.json("GET", `/room/${_id}?spectate=on`)).body.room.people;
    const empty = await people();
    for (const destination of ["image", "script", "empty"])
      await fetch(`${server.url}/room/${_id}`, {
        headers: { ...around, cookie: bob.cookie, "sec-fetch-dest": destination },
      });
    // A frame of a third site, which says nothing of itself.
    await bob.get(`/room/${_id}`, { ...shown, referer: "" });
    expect(await people()).toBe(empty);
    await bob.get(`/room/${_id}`, own);
    expect(await people()).toBe(empty + 1);
  });

  test("the page about privacy names the second cookie", async () => {
    expect(await new Visitor(server.url).page("/privacy")).toContain("In the frame of another site");
  });
});

describe("without EMBED_ORIGINS", () => {
  const server = useServer();

  test("nothing is framed, and no frame has a cookie of its own", async () => {
    const ann = await server.visitor();
    const { _id } = await ann.open();
    for (const path of ["/", `/room/${_id}`, "/i/abc", "/site"]) {
      const answer = await new Visitor(server.url).get(path, shown);
      expect(policyOf(answer), path).toEqual(NEVER);
      expect(answer.headers.getSetCookie().join(), path).not.toContain("gif-chat-embed");
      expect(await answer.text(), path).not.toContain("data-framed");
    }
  });
});

test("an origin that no page can have, or a site whose cookie no frame keeps, stops the start", () => {
  const PUBLIC_URL = "https://chat.example.org";
  const read = (EMBED_ORIGINS: string, url = PUBLIC_URL) =>
    readConfig({ EMBED_ORIGINS, ...(url && { PUBLIC_URL: url }) }).embedOrigins;
  expect(
    read(
      "https://www.example.org, https://example.com:8443\nhttp://localhost:3000/ https://example.com:8443",
    ),
  ).toEqual(["https://www.example.org", "https://example.com:8443", "http://localhost:3000"]);
  expect(read("https://도메인.example")).toEqual(["https://xn--hq1bm8jm9l.example"]);
  expect(read("https://example.org", "http://localhost:8005")).toEqual(["https://example.org"]);
  expect(readConfig({}).embedOrigins).toEqual([]);
  for (const wrong of [
    ...[
      "*",
      "https:",
      "example.org",
      "https://*.example.org",
      "http://example.org",
      "https://a.example/page",
    ],
    ...["https://a;b.example", "https://a'b.example", "https://ann@a.example", "data:text/html,x", "'self'"],
    ...["null", "http://localhost.example.org", "https://a.example?x", "javascript:alert(1)"],
  ])
    expect(() => read(wrong), wrong).toThrow(/^EMBED_ORIGINS must list origins [^\n]*$/);
  const many = Array.from({ length: 21 }, (_, i) => `https://${i}.example.org`).join();
  expect(() => read(many)).toThrow(/^EMBED_ORIGINS may name at most 20 origins, not 21$/);
  for (const url of ["", "http://chat.example.org"])
    expect(() => read("https://example.org", url)).toThrow(/^EMBED_ORIGINS needs a PUBLIC_URL [^\n]*$/);
});
