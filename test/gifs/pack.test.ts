import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { expect, test } from "vitest";
import type { Chat } from "../../src/shared/events.js";
import { packNames } from "../../src/shared/pack/names.js";
import { gif } from "../support/gif.js";
import { useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const picture = gif({ width: 60, height: 60, frames: 4 });
/** A room may keep one picture. */
const server = useServer({ MAX_PICTURE_BYTES: String(picture.length * 15), EMPTY_ROOM_GRACE_MS: "300000" });

async function seated(): Promise<[Visitor, string]> {
  const ann = await server.visitor();
  const { _id } = await ann.open();
  await ann.page(`/room/${_id}`);
  return [ann, _id];
}

const send = (who: Visitor, room: string, fields: Record<string, unknown>) =>
  who.json("POST", `/room/${room}/gif`, fields);

test("an animation of the pack is sent by its name, by whatever form, and is found, quoted and removed", async () => {
  const [ann, room] = await seated();
  const client = await ann.enter(room);
  const { status, body: sent } = await send(ann, room, { pack: "yes", alt: "a big yes", clientId: "p1" });
  expect(status).toBe(201);
  const { bytes, frames, ...look } = (sent as Chat).gif!;
  expect(look).toEqual({
    ...{ url: "/pack/yes.gif", still: "/pack/yes.webp", type: "image/gif" },
    ...{ width: 240, height: 240, alt: "a big yes" },
  });
  const file = Buffer.from(await (await ann.get("/pack/yes.gif")).arrayBuffer());
  expect(bytes).toBe(file.length);
  expect(frames).toBe((await sharp(file).metadata()).pages);
  expect((await client.next("chat"))[0]).toEqual(sent);
  expect((await send(ann, room, { pack: "yes", clientId: "p1" })).body).toEqual(sent);
  expect((await ann.form(`/room/${room}/gif`, { pack: "no", gif: "", again: "" })).status).toBe(303);
  expect((await send(ann, room, { again: 1, replyTo: 1 })).body).toMatchObject({
    ...{ seq: 3, gif: (sent as Chat).gif, replyTo: { seq: 1, gif: { still: "/pack/yes.webp" } } },
  });
  const html = await ann.page(`/room/${room}`);
  for (const name of ["yes", "no"]) expect(html).toContain(`<img src="/pack/${name}.webp"`);
  const { body: found } = await ann.json("GET", `/room/${room}/search?q=big`);
  expect(found.chats.map(({ seq }: Chat) => seq)).toEqual([3, 1]);
  const transcript = await ann.page(`/room/${room}/transcript`);
  expect(transcript.split(file.toString("base64"))).toHaveLength(2);
  expect((await ann.json("DELETE", `/room/${room}/chat/1`)).body).not.toHaveProperty("gif");
  expect((await send(ann, room, { again: 1 })).body.error.code).toBe("CHAT_NOT_FOUND");
  expect((await ann.get("/pack/yes.gif")).status).toBe(200);
  client.close();
  await ann.json("DELETE", `/room/${room}`);
});

test("an animation of the pack takes no space, and a start keeps it", async () => {
  const [ann, room] = await seated();
  expect((await ann.upload(room, picture)).status).toBe(201);
  expect((await ann.upload(room, picture)).status).toBe(507);
  expect((await send(ann, room, { pack: "no" })).status).toBe(201);
  await server.restart();
  const { chats } = (await ann.json("GET", `/room/${room}/chats`)).body;
  expect(chats.map(({ gif }: Chat) => gif!.url)).toEqual([expect.any(String), "/pack/no.gif"]);
  expect(await server.files()).toHaveLength(2);
  await ann.json("DELETE", `/room/${room}`);
});

test("what is no name of the pack is refused, and so is more than one picture at once", async () => {
  const [ann, room] = await seated();
  for (const pack of ["nope", "../yes", "yes.gif", "constructor", "x".repeat(200), 5, ["yes"]]) {
    const { status, body } = await send(ann, room, { pack });
    expect([pack, status, body.error.code]).toEqual([pack, 404, "PACK_NOT_FOUND"]);
  }
  expect((await send(ann, room, { pack: "" })).body.error.code).toBe("NO_GIF");
  expect((await send(ann, room, { pack: "yes", again: 1 })).body.error.code).toBe("BAD_INPUT");
  expect((await (await ann.upload(room, gif(), { pack: "yes" })).json()).error.code).toBe("BAD_INPUT");
  expect((await ann.json("GET", `/room/${room}/chats`)).body.chats).toEqual([]);
  expect(await server.files()).toEqual([]);
  const form = await ann.form(`/room/${room}/gif`, { pack: "nope" });
  expect([form.status, await form.text()]).toEqual([
    404,
    expect.stringContaining("no animation of this name"),
  ]);
});

test("every animation of the pack is served with its still, and is asked for again after a day only", async () => {
  const ann = await server.visitor();
  for (const name of packNames)
    for (const file of [`${name}.gif`, `${name}.webp`]) {
      const answer = await ann.get(`/pack/${file}`);
      expect([file, answer.status, answer.headers.get("content-type")]).toEqual([
        ...[file, 200, file.endsWith("gif") ? "image/gif" : "image/webp"],
      ]);
      const sent = Buffer.from(await answer.arrayBuffer());
      expect(sent.equals(await readFile(new URL(`../../public/pack/${file}`, import.meta.url)))).toBe(true);
      const policy = answer.headers.get("cache-control");
      expect(policy).toMatch(/^public, max-age=86400\b/);
      expect(policy).not.toContain("immutable");
      // As a browser does; without the first, fetch would ask for everything anew.
      const known = { "cache-control": "max-age=0", "if-none-match": answer.headers.get("etag")! };
      expect((await ann.get(`/pack/${file}`, known)).status).toBe(304);
    }
});
