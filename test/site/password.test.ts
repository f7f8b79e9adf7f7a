import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { gif } from "../support/gif.js";
import { at, useInstances } from "../support/instances.js";
import { serve, useServer } from "../support/server.js";
import { Visitor } from "../support/visitor.js";

const SITE_PASSWORD = "비밀 of the site";
const json = { accept: "application/json" };
const html = { accept: "text/html" };

/** Who has typed the password of the site. */
async function insider(url: string, address?: string, password = SITE_PASSWORD): Promise<Visitor> {
  const visitor = new Visitor(url, address);
  const answer = await visitor.json("POST", "/site", { password });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer));
  return visitor;
}

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");

/** As the protocol names them, and as the code has them: one that is forgotten there is asked for all the same. */
function everyRoute(): [method: string, path: string][] {
  const named = [...read("docs/protocol.md").matchAll(/`(GET|POST|PATCH|DELETE) (\/[^`?]*)[^`]*`/g)];
  const sources = readdirSync(new URL("../../src/http", import.meta.url), {
    recursive: true,
    encoding: "utf8",
  })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => read(`src/http/${file}`));
  const coded = sources.flatMap((text) =>
    [...text.matchAll(/\.(get|post|patch|delete)\(\s*(\[[^\]]*\]|"[^"]*")/g)].flatMap(([, method, paths]) =>
      [...paths!.matchAll(/"(\/[^"]*)"/g)].map(([, path]) => [method!.toUpperCase(), path!] as const),
    ),
  );
  const all = [...named.map(([, method, path]) => [method!, path!] as const), ...coded];
  return [...new Set(all.map((one) => one.join(" ")))].map((one) => one.split(" ") as [string, string]);
}

/** Files that are the same for everybody, what a monitor asks, and the form of the password itself. */
const OPEN = new Set([
  ...["GET /health", "GET /metrics", "GET /privacy", "GET /site", "POST /site"],
  ...["GET /manifest.webmanifest", "GET /sw.js", "GET /offline"],
  ...["GET /pack/yes.gif", "GET /pack/yes.webp"],
  // Its token is all that a program needs.
  "POST /hook/:token",
  "GET /openapi.json",
  // Throws away what is sent, and leads to the page that asks.
  "POST /share",
]);

describe("the password of the site", () => {
  const server = useServer({ SITE_PASSWORD });

  test("every route but the exempt ones asks for it, in pages and JSON, and no other door is open", async () => {
    const ann = await insider(server.url);
    const room = await ann.open({ title: "Only for us" });
    await ann.page(`/room/${room._id}`);
    const picture = (await (await ann.upload(room._id, gif())).json()).gif.url;
    const invite = (await ann.json("POST", `/room/${room._id}/invites`, {})).body.url;
    const along = (await ann.json("POST", "/along", {})).body.url;
    const routes = everyRoute().filter((route) => !OPEN.has(route.join(" ")));
    expect(routes.length).toBeGreaterThan(50);
    const paths = routes.map(([method, path]) => [
      method,
      path
        .replace("/gif/:room/:file", picture)
        .replace("/i/:token", invite)
        .replace("/along/:token", along)
        .replace(/:id|\*action/g, room._id)
        .replace(":seq", "1"),
    ]);
    const files = [...paths, ["GET", "/nowhere"], ["PUT", "/room"], ["GET", "/ROOM/"], ["HEAD", "/"]];
    for (const [method, path] of files as [string, string][]) {
      const bob = new Visitor(server.url);
      const refused = await bob.request(method, path, { headers: json });
      const code = method === "HEAD" ? "" : (await refused.json()).error?.code;
      expect([path, refused.status, code]).toEqual([
        path,
        403,
        method === "HEAD" ? "" : "SITE_PASSWORD_REQUIRED",
      ]);
      const page = await bob.request(method, path, { headers: html });
      expect([path, page.status]).toEqual([path, 403]);
      const text = await page.text();
      if (method === "GET") expect(text).toContain('action="/site"');
      expect(text).not.toContain("Only for us");
      expect(bob.cookie).toBe("");
    }
    expect((await ann.json("GET", `/room/${room._id}/chats`)).body.chats).toHaveLength(1);
    for (const path of ["/health", "/manifest.webmanifest", "/offline", "/favicon.svg", "/sw.js", "/privacy"])
      expect([path, (await new Visitor(server.url).get(path)).status]).toEqual([path, 200]);
  });

  test("sockets of both namespaces are refused, with a session and without one", async () => {
    const ann = await insider(server.url);
    const room = await ann.open();
    const bob = new Visitor(server.url);
    for (let i = 0; i < 2; i++) {
      for (const [namespace, auth] of [
        ["/room", {}],
        ["/chat", { room: room._id }],
        ["/chat", { room: room._id, spectate: true }],
      ] as const)
        await expect(bob.connect(namespace, { auth }).connected()).rejects.toThrow("SITE_PASSWORD_REQUIRED");
      await bob.form("/site", { lang: "ko" });
      expect(bob.cookie).not.toBe("");
    }
    await (await ann.lobby()).next("news");
    (await ann.enter(room._id)).close();
  });

  test("a visitor without scripts is asked once, in either language, and led to where they wanted to go", async () => {
    const ann = await insider(server.url);
    const room = await ann.open();
    const invite = (await ann.json("POST", `/room/${room._id}/invites`, {})).body.url;
    const bob = new Visitor(server.url);
    const asked = await bob.page(invite);
    expect(asked).toContain(`<input type="hidden" name="here" value="${invite}">`);
    expect(asked).not.toContain('action="/nickname"');
    const korean = await bob.form("/site", { lang: "ko", here: invite });
    expect([korean.status, korean.headers.get("location")]).toEqual([303, invite]);
    expect(await bob.page(invite)).toContain("들어오기 전에");
    const wrong = await bob.form("/site", { password: "a guess", here: invite });
    expect(wrong.status).toBe(422);
    const again = await wrong.text();
    expect(again).toContain("비밀번호가 달라요");
    expect(again).toContain(`name="here" value="${invite}"`);
    expect(again).not.toContain("a guess");
    const before = bob.cookie;
    const right = await bob.form("/site", { password: SITE_PASSWORD.normalize("NFD"), here: invite });
    expect([right.status, right.headers.get("location")]).toEqual([303, invite]);
    expect(bob.cookie).not.toBe(before);
    expect(await bob.page(invite)).toContain(`action="${invite}"`);
    expect((await bob.get("/site")).headers.get("location")).toBe("/");
    // The session that somebody may have planted is worth nothing.
    const planted = new Visitor(server.url);
    planted.cookie = before;
    expect((await planted.get("/")).status).toBe(403);
  });

  test("it leads to no other site, and a form that was not sent leads to its room", async () => {
    for (const here of [
      "//evil.example",
      "https://evil.example/",
      "/\\evil.example",
      "javascript:alert(1)",
      "/site",
    ]) {
      const bob = new Visitor(server.url);
      const answer = await bob.form("/site", { password: SITE_PASSWORD, here });
      expect([here, answer.status, answer.headers.get("location")]).toEqual([here, 303, "/"]);
    }
    const bob = new Visitor(server.url);
    const refused = await bob.form("/room/abcdefghijkl/chat", { chat: "hello" });
    expect(await refused.text()).toContain('name="here" value="/room/abcdefghijkl"');
    const other = { "sec-fetch-site": "cross-site" };
    expect((await bob.form("/site", { password: SITE_PASSWORD }, other)).status).toBe(403);
    expect((await bob.get("/")).status).toBe(403);
  });

  test("another device that becomes the same visitor, and a new session, are not asked again", async () => {
    const ann = await insider(server.url);
    await ann.open({ password: "of the room" });
    expect((await ann.get("/")).status).toBe(200);
    const { url } = (await ann.json("POST", "/along", {})).body;
    const phone = await insider(server.url);
    await phone.json("POST", url);
    expect((await phone.json("GET", "/along?arrived")).body.rooms).toHaveLength(1);
  });

  test("a password that is wrong, too long or none is refused by its code", async () => {
    const bob = new Visitor(server.url);
    const codes = async (body: object) => {
      const answer = await bob.json("POST", "/site", body);
      return [answer.status, answer.body.error.code];
    };
    expect(await codes({ password: "wrong" })).toEqual([403, "WRONG_PASSWORD"]);
    expect(await codes({ password: "" })).toEqual([403, "WRONG_PASSWORD"]);
    expect(await codes({ password: "x".repeat(73) })).toEqual([422, "BAD_PASSWORD"]);
    expect(await codes({ password: { $gt: "" } })).toEqual([422, "BAD_PASSWORD"]);
    expect(await codes({})).toEqual([422, "BAD_PASSWORD"]);
    expect((await bob.get("/")).status).toBe(403);
  });
});

test("a new password ends what the one before let in; without one nobody is asked", {
  tags: ["thorough"],
}, async () => {
  const server = await serve({ SITE_PASSWORD: "first", COOKIE_SECRET: "c".repeat(32) });
  const ann = await insider(server.url, undefined, "first");
  await server.restart();
  expect((await ann.get("/")).status).toBe(200);
  await server.restart({ SITE_PASSWORD: "second" });
  expect((await ann.json("GET", "/")).body.error.code).toBe("SITE_PASSWORD_REQUIRED");
  expect((await ann.json("POST", "/site", { password: "first" })).status).toBe(403);
  await server.restart({ SITE_PASSWORD: "" });
  expect((await ann.get("/")).status).toBe(200);
  expect((await ann.get("/site")).headers.get("location")).toBe("/");
  expect((await ann.json("POST", "/site", { password: "second" })).status).toBe(404);
  await server.close();
});

describe("guesses", () => {
  const strict = useServer({ SITE_PASSWORD, RATE_LIMITS: "on", PROOF_OF_WORK: "auto", TRUST_PROXY: "1" });

  test("many from one address ask for a proof of work, whose puzzle who is outside may have, and no other", async () => {
    const bob = new Visitor(strict.url, "10.1.0.1");
    const guess = () => bob.json("POST", "/site", { password: "a guess" });
    for (let i = 0; i < 10; i++) expect((await guess()).status).toBe(403);
    const asked = await guess();
    expect(asked.body.error).toMatchObject({ code: "PROOF_REQUIRED", purpose: "site" });
    const wait = await bob.form("/site", { password: "a guess", here: "/along" });
    expect(wait.status).toBe(403);
    expect(await wait.text()).toContain('<input type="hidden" name="here" value="/along">');
    expect((await bob.json("GET", "/proof?purpose=site")).body).toHaveProperty("parameters");
    expect((await bob.json("GET", "/proof?purpose=room")).body.error.code).toBe("SITE_PASSWORD_REQUIRED");
    expect((await insider(strict.url, "10.2.0.1")).cookie).not.toBe("");
  });
});

describe("several instances", () => {
  const instances = useInstances(2, { SITE_PASSWORD });

  test("who is let in at one is let in at the other", { tags: ["thorough"] }, async () => {
    const [first, second] = instances.servers;
    const ann = await insider(first!.url);
    const there = at(second!, ann);
    expect((await there.get("/")).status).toBe(200);
    await (await there.lobby()).next("news");
    expect((await new Visitor(second!.url).get("/")).status).toBe(403);
  });
});
