import { describe, expect, test } from "vitest";
import type { Member } from "../../src/shared/events.js";
import { useServer } from "../support/server.js";
import { sidOf } from "../support/session.js";
import { Visitor } from "../support/visitor.js";

const server = useServer();

describe("visitors", () => {
  test("each visitor is a colour that can be read on white and on black", {
    tags: ["thorough"],
  }, async () => {
    const people: Member[] = [];
    for (let i = 0; i < 60; i++) people.push(await (await server.visitor()).me());
    for (const { color, name, id } of people) {
      expect(color).toMatch(/^#[0-9a-f]{6}$/);
      expect(name).toBe(color);
      expect(id).toMatch(/^[\w-]{16}$/);
      const light = luminance(color);
      expect(1.05 / (light + 0.05)).toBeGreaterThanOrEqual(4.5);
      expect((light + 0.05) / 0.05).toBeGreaterThanOrEqual(4.5);
    }
    expect(new Set(people.map(({ color }) => color)).size).toBeGreaterThan(50);
  });

  test("the session's id is in no page and no payload", async () => {
    const ann = await server.visitor();
    const sid = sidOf(ann);
    const room = await ann.open();
    const said = JSON.stringify([
      await ann.page("/"),
      await ann.page(`/room/${room._id}`),
      room,
      await ann.me(),
    ]);
    expect(said).not.toContain(sid);
  });

  test("static files, health checks and unknown pages make no session", async () => {
    for (const path of ["/health", "/favicon.svg", "/gif/nothing/here.gif", "/nothing", "/room/x/chats"]) {
      const answer = await fetch(server.url + path);
      expect([path, answer.headers.getSetCookie()]).toEqual([
        path,
        path.endsWith("chats") ? expect.anything() : [],
      ]);
    }
  });

  test("a nickname shows where the colour was, and an empty one brings the colour back", async () => {
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    const room = await ann.open();
    const [hers, his] = [await ann.enter(room._id), await bob.enter(room._id)];
    expect(
      (await ann.form("/nickname", { name: "  Ann \u202e ", here: "/room" })).headers.get("location"),
    ).toBe("/room");
    expect(await his.next("rename")).toMatchObject({ name: "Ann" });
    await hers.call("chat", { chat: "hi" });
    expect((await his.next("chat"))[0]).toMatchObject({ name: "Ann" });
    const renamed = await his.call("nickname", { name: "밥" });
    expect((await bob.json("GET", `/room/${room._id}`)).body.members).toContainEqual(renamed);
    expect(await his.call("nickname", { name: "" })).toMatchObject({ name: renamed.color });
    for (const name of ["x".repeat(21), "#ff0000", "\u200b\u3164"]) {
      expect((await ann.json("POST", "/nickname", { name })).body).not.toMatchObject({ name });
    }
    hers.close();
    his.close();
  });

  test("pages speak the visitor's language, chosen or preferred", async () => {
    const ann = new Visitor(server.url);
    expect(await (await ann.get("/", { "accept-language": "de, ko;q=0.9, en;q=0.8" })).text()).toContain(
      'lang="ko"',
    );
    const answer = await ann.form("/language", { lang: "en", here: "//evil.example" });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
    expect(await (await ann.get("/", { "accept-language": "ko" })).text()).toContain('lang="en"');
    expect((await ann.json("POST", "/language", { lang: "xx" })).status).toBe(422);
  });
});

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const linear = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(r!) + 0.7152 * linear(g!) + 0.0722 * linear(b!);
}
