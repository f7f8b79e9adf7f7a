/** @module-tag thorough */
import { readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import type { Chat } from "../../src/shared/events.js";
import { figuresOf } from "../metrics/scrape.js";
import { gif } from "../support/gif.js";
import { film } from "../support/moving-gif.js";
import { serve, useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer({ METRICS_TOKEN: "a-token-that-nobody-guesses", EMPTY_ROOM_GRACE_MS: "300000" });

let picture: Buffer;
beforeAll(async () => {
  picture = await film({ delays: [100, 100, 100, 100] });
});

async function seated(): Promise<[Visitor, string]> {
  const ann = await server.visitor();
  const { _id } = await ann.open();
  await ann.page(`/room/${_id}`);
  return [ann, _id];
}

const upload = async (who: Visitor, room: string, file = picture): Promise<Chat> =>
  (await who.upload(room, file)).json();
const waiting = async () => (await figuresOf(server.url)).gif_chat_small_pictures_waiting ?? 0;

test("of a GIF that is removed, or whose room ends, while it is made, nothing is left; nor when the server stops", async () => {
  const isBegun = async () =>
    (await waiting()) === 0 || (await server.files()).some((name) => name.endsWith(".small.webp"));
  for (const waitsForFile of [false, true])
    for (const ends of [false, true]) {
      const [ann, room] = await seated();
      const { seq } = await upload(ann, room);
      if (waitsForFile) await expect.poll(isBegun, { interval: 1 }).toBe(true);
      await ann.json("DELETE", ends ? `/room/${room}` : `/room/${room}/chat/${seq}`);
      await expect.poll(waiting).toBe(0);
      expect(await server.files()).toEqual([]);
      if (!ends) await ann.json("DELETE", `/room/${room}`);
    }
  const [ann, room] = await seated();
  await upload(ann, room);
  await server.restart();
  expect(await server.files()).toHaveLength(2);
  await ann.json("DELETE", `/room/${room}`);
});

test("a start removes small versions that a crash left, and leaves those that messages name", async () => {
  const store = await serve({ UPLOAD_STORE: "disk", EMPTY_ROOM_GRACE_MS: "300000" });
  const ann = await store.visitor();
  const { _id: room } = await ann.open();
  const socket = await ann.enter(room);
  await upload(ann, room);
  const { gif: named } = await socket.next("editChat");
  socket.close();
  const { gif: unnamed } = await upload(ann, room, gif());
  const folder = path.join(store.dir, "uploads", room);
  const stray = path.basename(unnamed!.url).replace(/gif$/, "small.webp");
  await writeFile(path.join(folder, stray), "half a picture");
  await store.restart();
  expect(await readdir(folder)).toHaveLength(5);
  expect((await ann.get(named.small)).status).toBe(200);
  expect((await ann.get(`/gif/${room}/${stray}`)).status).toBe(404);
  await store.close();
});
