import sharp from "sharp";
import { beforeAll, expect, test } from "vitest";
import type { Chat } from "../../src/shared/events.js";
import { figuresOf } from "../metrics/scrape.js";
import { gif } from "../support/gif.js";
import { film, noise, timingOf } from "../support/moving-gif.js";
import { useServer } from "../support/server.js";
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
const bytesAt = async (who: Visitor, url: string) => Buffer.from(await (await who.get(url)).arrayBuffer());
const outcomes = async (outcome: string): Promise<number> =>
  (await figuresOf(server.url))[`gif_chat_small_pictures_total{outcome="${outcome}"}`] ?? 0;
const waiting = async () => (await figuresOf(server.url)).gif_chat_small_pictures_waiting ?? 0;
const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);

test("a GIF that is sent gets a small version, which is told as a change of every message that shows it", async () => {
  const [ann, room] = await seated();
  const bob = await (await server.visitor()).enter(room);
  const large = await film({ width: 640, height: 400, delays: [0, 10, 20, 100, 500, 30] });
  const sent = await upload(ann, room, large);
  expect(sent.gif).not.toHaveProperty("small");
  const shared: Chat = (await ann.json("POST", `/room/${room}/gif`, { again: 1, alt: "the same" })).body;
  const told: Chat[] = [];
  for (const seq of [1, 2])
    told.push(await bob.next("editChat", (chat) => chat.seq === seq && chat.gif.small !== undefined));
  const small = `${sent.gif!.url.replace(/\.gif$/, "")}.small.webp`;
  expect(told).toEqual([
    { ...sent, gif: { ...sent.gif, small }, change: expect.any(Number) },
    { ...shared, gif: { ...shared.gif, small }, change: expect.any(Number) },
  ]);
  expect(bob.chats).toHaveLength(2);
  const file = await bytesAt(ann, small);
  expect(await sharp(file, { animated: true }).metadata()).toMatchObject({
    format: "webp",
    width: 480,
    pageHeight: 300,
  });
  expect(file.length).toBeLessThan(sent.gif!.bytes * 0.7);
  expect(sum(timingOf(file).durations)).toBe(100 + 100 + 20 + 100 + 500 + 30);
  const later: Chat = (await ann.json("POST", `/room/${room}/gif`, { again: 1 })).body;
  expect(later.gif!.small).toBe(small);
  const { body } = await ann.json("GET", `/room/${room}/chats?changed=0`);
  expect(body.chats.map(({ seq }: Chat) => seq)).toEqual([1, 2]);
  const page = await ann.page(`/room/${room}`);
  expect(page.split(`data-small="${small}"`)).toHaveLength(4);
  expect(page).not.toContain("edited");
  expect(await server.files()).toHaveLength(3);
  await server.restart();
  for (const seq of [1, 3]) await ann.json("DELETE", `/room/${room}/chat/${seq}`);
  expect((await ann.get(small)).status).toBe(200);
  await ann.json("DELETE", `/room/${room}/chat/2`);
  expect((await ann.get(small)).status).toBe(404);
  expect(await server.files()).toEqual([]);
  bob.close();
});

test("of a picture that was sent again many times, the newest messages are told, and all have the small version", {
  tags: ["thorough"],
}, async () => {
  const [ann, room] = await seated();
  await upload(ann, room, await film({ width: 480, delays: Array<number>(24).fill(100) }));
  await Promise.all(Array.from({ length: 39 }, () => ann.json("POST", `/room/${room}/gif`, { again: 1 })));
  const small = async () => {
    const { chats } = (await ann.json("GET", `/room/${room}/chats`)).body;
    const page = await ann.page(`/room/${room}`);
    return [chats.filter(({ gif }: Chat) => gif!.small).length, page.split("data-small=").length - 1];
  };
  await expect.poll(small).toEqual([40, 40]);
  const { body } = await ann.json("GET", `/room/${room}/chats?changed=0`);
  expect(body.chats.length).toBeLessThanOrEqual(20);
  await ann.json("DELETE", `/room/${room}`);
  expect(await server.files()).toEqual([]);
});

test("a small version repeats as often as its GIF", { tags: ["thorough"] }, async () => {
  const [ann, room] = await seated();
  const socket = await ann.enter(room);
  for (const loop of [0, 1, 3]) {
    const { seq } = await upload(ann, room, await film({ delays: [100, 200, 100], loop }));
    const { gif: changed } = await socket.next("editChat", (chat) => chat.seq === seq);
    expect([loop, timingOf(await bytesAt(ann, changed.small)).loops]).toEqual([loop, loop]);
  }
  socket.close();
  await ann.json("DELETE", `/room/${room}`);
});

test("there is none of a still, of a few bytes, or where it would not save a third; what is made is counted", {
  tags: ["thorough"],
}, async () => {
  const [ann, room] = await seated();
  const before = [await outcomes("made"), await outcomes("no_gain")] as [number, number];
  await upload(ann, room, gif());
  await upload(ann, room, await film({ delays: [100] }));
  await upload(ann, room, await noise());
  await upload(ann, room);
  await expect.poll(waiting, { interval: 500 }).toBe(0);
  expect([await outcomes("made"), await outcomes("no_gain")]).toEqual([before[0] + 1, before[1] + 1]);
  const { chats } = (await ann.json("GET", `/room/${room}/chats`)).body;
  expect(chats.map(({ gif }: Chat) => gif!.small !== undefined)).toEqual([false, false, false, true]);
  expect((await server.files()).filter((name) => name.includes("small"))).toHaveLength(1);
  await ann.json("DELETE", `/room/${room}`);
});
