import { rm } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { gif as createGif } from "../support/gif.js";
import { quartered } from "../support/picture-files.js";
import { useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer();
const strict = useServer({ RATE_LIMITS: "on" });

const take = (visitor: Visitor, room: string, headers: Record<string, string> = {}) =>
  visitor.get(`/room/${room}/transcript?tz=Asia%2FSeoul`, headers);

describe("a transcript", () => {
  test("holds every message, reaction and picture, escaped, without scripts, as a file", async () => {
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    const { _id } = await ann.open({ title: "Plans <b>" });
    const socket = await bob.enter(_id);
    await ann.say(_id, "<script>alert(1)</script>");
    await socket.call("react", { seq: 1, emoji: "🎉" });
    await ann.say(_id, "gone");
    await bob.json("POST", `/room/${_id}/chat`, { chat: "what was that?", replyTo: 2 });
    await ann.json("DELETE", `/room/${_id}/chat/2`);
    const { gif: sent } = (await (await ann.upload(_id, createGif(), { alt: "A cat" })).json()) as {
      gif: { url: string; still: string };
    };
    const picture = Buffer.from(await (await ann.get(sent.url)).arrayBuffer());
    await bob.json("POST", `/room/${_id}/chat`, { chat: "**nice** ||cat||", replyTo: 4 });
    const photo = (await (await ann.upload(_id, await quartered(800, 600).jpeg().toBuffer())).json()).gif;
    const whole = Buffer.from(await (await ann.get(photo.url)).arrayBuffer());
    for (let seq = 7; seq <= 230; seq++) await ann.say(_id, `message ${seq}`);
    await ann.json("POST", `/room/${_id}/gif`, { again: 4, alt: "The cat again" });
    const still = Buffer.from(await (await ann.get(sent.still)).arrayBuffer());
    const answer = await take(ann, _id);
    const html = await answer.text();
    expect(answer.headers.get("content-disposition")).toMatch(
      /^attachment; filename="Plans {1,2}b {1,2}\d{4}-\d\d-\d\d.html"$/,
    );
    expect(answer.headers.get("cache-control")).toContain("no-store");
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(html).not.toContain("<script");
    expect(html.match(/<p class="reactions"><span>.*<\/span>/g)).toEqual([
      '<p class="reactions"><span>🎉 1</span>',
    ]);
    expect(html).not.toContain(">gone<");
    expect(html).toMatch(/href="#m4"><bdi>.*<\/bdi>: <span dir="auto">A cat<\/span>/);
    expect(html).toMatch(/href="#m2">A removed message</);
    expect(html).toContain("<strong>nice</strong>");
    expect(html).toContain("Asia/Seoul");
    expect(html).toContain(`src="data:image/gif;base64,${picture.toString("base64")}"`);
    expect(html.split(picture.toString("base64"))).toHaveLength(2);
    expect(html).toMatch(
      /<figure><a href="#m4"><img src="data:image\/webp;base64,[^>]* alt="The cat again"><\/a><figcaption/,
    );
    expect(html).toContain(`src="data:image/webp;base64,${still.toString("base64")}"`);
    expect(html).toContain(`src="data:image/webp;base64,${whole.toString("base64")}"`);
    expect(html).toMatch(/base64,[^"]+" width="800" height="600" alt="Picture from /);
    expect(html.match(/<article/g)).toHaveLength(231);
    expect(html.trimEnd()).toMatch(/<\/html>$/);
    expect(await socket.next("took")).toEqual({ member: await ann.me() });
  });

  test("is for members, who asked for it on this site", async () => {
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    const { _id } = await ann.open();
    const socket = await ann.enter(_id);
    const statuses = [
      await take(bob, _id),
      await take(ann, "nowhere"),
      await take(ann, _id, { "sec-fetch-site": "cross-site" }),
      await take(ann, _id, { "sec-fetch-site": "none" }),
      await take(ann, _id, { "sec-fetch-site": "same-origin", "sec-purpose": "prefetch" }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([403, 404, 403, 403, 403]);
    expect((await take(ann, _id, { "sec-fetch-site": "same-origin" })).status).toBe(200);
    expect(await socket.next("took")).toEqual({ member: await ann.me() });
    await ann.say(_id, "after");
    await socket.next("chat");
    expect(socket.received.filter(({ event }) => event === "took")).toEqual([]);
  });

  test("goes on where a picture's file is missing", async () => {
    const ann = await server.visitor();
    const { _id } = await ann.open();
    await ann.enter(_id);
    await ann.upload(_id, createGif(), { alt: "A cat" });
    await ann.say(_id, "after the cat");
    await rm(path.join(server.dir, "uploads", _id), { recursive: true });
    const html = await (await take(ann, _id)).text();
    expect(html).toContain('src="data:,"');
    expect(html).toContain("after the cat");
    expect(html.trimEnd()).toMatch(/<\/html>$/);
  });

  test("is not taken again and again", async () => {
    const ann = await strict.visitor();
    const { _id } = await ann.open();
    await ann.enter(_id);
    const statuses = [];
    for (let i = 0; i < 6; i++) statuses.push((await take(ann, _id)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  });
});
