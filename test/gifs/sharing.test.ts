import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { comment, gif, loop } from "../support/gif.js";
import { useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer({ MAX_GIF_BYTES: "100000", EMPTY_ROOM_GRACE_MS: "300000" });

const bytes = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

async function seated(): Promise<[Visitor, string]> {
  const ann = await server.visitor();
  const { _id } = await ann.open();
  await ann.page(`/room/${_id}`);
  return [ann, _id];
}

describe("GIFs", () => {
  test("a GIF is shared with a still picture, without blocks that do not draw, and goes with its message", async () => {
    const [ann, room] = await seated();
    const bob = await (await server.visitor()).enter(room);
    const secret = comment("GPS 52.5 13.4 <script>");
    const file = gif({ frames: 3, extra: Buffer.concat([loop, secret]) });
    const answer = await ann.upload(room, file, { alt: "a <b>cat</b>", clientId: "g1" });
    const chat = await answer.json();
    expect(answer.status).toBe(201);
    expect(chat.gif).toMatchObject({
      width: 4,
      height: 3,
      frames: 3,
      alt: "a <b>cat</b>",
      bytes: file.length - secret.length,
    });
    expect((await bob.next("chat"))[0]).toEqual(chat);
    const moving = await ann.get(chat.gif.url);
    const kept = await bytes(moving);
    expect(kept.includes("GPS")).toBe(false);
    expect(kept.includes("NETSCAPE2.0")).toBe(true);
    expect((await sharp(kept, { animated: true }).metadata()).pages).toBe(3);
    expect(Object.fromEntries(moving.headers)).toMatchObject({
      "content-type": "image/gif",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "private, no-cache",
    });
    expect(moving.headers.getSetCookie()).toEqual([]);
    const still = await sharp(await bytes(await ann.get(chat.gif.still))).metadata();
    expect(still).toMatchObject({ format: "webp", width: 4, height: 3 });
    expect(await (await ann.upload(room, file, { clientId: "g1" })).json()).toEqual(chat);
    expect(await server.files()).toHaveLength(2);
    expect((await ann.json("DELETE", `/room/${room}/chat/${chat.seq}`)).body).not.toHaveProperty("gif");
    expect((await ann.get(chat.gif.url)).status).toBe(404);
    expect(await server.files()).toEqual([]);
    bob.close();
  });

  test("a request for a GIF that is gone, or for a part that does not exist, is answered as such", async () => {
    const [ann, room] = await seated();
    const { gif: picture } = await (await ann.upload(room, gif())).json();
    const part = await ann.get(picture.url, { range: "bytes=0-5" });
    expect([part.status, await part.text()]).toEqual([206, "GIF89a"]);
    const beyond = await ann.get(picture.url, { range: "bytes=999999-" });
    expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, `bytes */${picture.bytes}`]);
    expect(beyond.headers.get("cache-control")).toBe("no-store");
    const gone = await ann.get(`/gif/${room}/00000000-0000-0000-0000-000000000000.gif`);
    expect(gone.status).toBe(404);
    expect(gone.headers.get("content-type")).not.toMatch(/^image/);
    expect(gone.headers.get("cache-control")).toBe("private, no-store");
    await ann.json("DELETE", `/room/${room}`);
  });

  test("a GIF sent by form leads back to the room, and a secret room's is private", async () => {
    const ann = await server.visitor();
    const { _id } = await ann.open({ password: "pw" });
    await ann.page(`/room/${_id}`);
    const answer = await ann.upload(_id, gif(), {}, "text/html");
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `/room/${_id}`]);
    const bad = await ann.upload(_id, Buffer.from("no"), {}, "text/html");
    expect([bad.status, bad.headers.get("location")]).toEqual([303, `/room/${_id}`]);
    expect(await ann.page(`/room/${_id}`)).toContain("not a whole picture");
    const [chat] = (await ann.json("GET", `/room/${_id}/chats`)).body.chats;
    expect((await ann.get(chat.gif.url)).headers.get("cache-control")).toMatch(/^private/);
    await ann.json("DELETE", `/room/${_id}`);
    expect(await server.files()).toEqual([]);
  });

  test("GIFs are read from nowhere but their room", async () => {
    const [ann, room] = await seated();
    for (const path of [
      "..%2f..%2fdata%2fcookie-secret",
      "%2e%2e/%2e%2e/package.json",
      "....//x.gif",
      "%00.gif",
      "a.gif",
      ".tmp",
    ]) {
      for (const where of [
        `/gif/${room}/${path}`,
        `/gif/${path}`,
        `/gif/..%2f${room}/${path}`,
        `/gif/.tmp/${path}`,
      ]) {
        expect([where, (await ann.get(where)).status]).toEqual([where, 404]);
      }
    }
  });
});
