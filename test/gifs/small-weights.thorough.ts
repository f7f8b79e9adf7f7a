/** @module-tag thorough */
import { expect, test } from "vitest";
import type { Chat } from "../../src/shared/events.js";
import { figuresOf } from "../metrics/scrape.js";
import { film, noise } from "../support/moving-gif.js";
import { useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer({ METRICS_TOKEN: "a-token-that-nobody-guesses", EMPTY_ROOM_GRACE_MS: "300000" });

const bytesAt = async (who: Visitor, url: string) => (await (await who.get(url)).arrayBuffer()).byteLength;
const waiting = async () => (await figuresOf(server.url)).gif_chat_small_pictures_waiting ?? 0;
const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);

test("a room with twenty pictures weighs less than half on the wire", async () => {
  const ann = await server.visitor();
  const { _id: room } = await ann.open();
  await ann.page(`/room/${room}`);
  const kinds = [
    await film({ width: 640, height: 400, delays: Array(12).fill(80) }),
    await film({ width: 480, height: 300, delays: Array(8).fill(100) }),
    await film({ width: 200, height: 200, delays: Array(6).fill(100) }),
    await noise(),
  ];
  for (let i = 0; i < 20; i++) await ann.upload(room, kinds[i % kinds.length]!);
  await expect.poll(waiting, { timeout: 120_000 }).toBe(0);
  const { chats } = (await ann.json("GET", `/room/${room}/chats`)).body as { chats: Chat[] };
  const weigh = (urlOf: (gif: NonNullable<Chat["gif"]>) => string) =>
    Promise.all(chats.map(({ gif }) => bytesAt(ann, urlOf(gif!)))).then(sum);
  const [before, after] = [await weigh(({ url }) => url), await weigh(({ url, small }) => small ?? url)];
  console.log(`20 pictures: ${before} bytes as GIF, ${after} with small versions`);
  expect(after).toBeLessThan(before / 2);
});
