import { expect, test } from "vitest";
import { writeLzw } from "../../src/services/gifs/codec/lzw-writer.js";
import { type Bytes, control, header, image, lzw, pattern, screen, trailer } from "../support/gif-parts.js";
import { useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const MAX_BYTES = 1100;
const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });
const strict = useServer({ EMPTY_ROOM_GRACE_MS: "300000", MAX_GIF_BYTES: String(MAX_BYTES) });

async function seated(where = server): Promise<[Visitor, string]> {
  const ann = await where.visitor();
  const { _id } = await ann.open();
  await ann.page(`/room/${_id}`);
  return [ann, _id];
}

const upload = async (ann: Visitor, room: string, file: Uint8Array) => {
  const answer = await ann.upload(room, file);
  return { status: answer.status, ...(await answer.json()) };
};

/** The same blocks again and again, without building them as often. */
const gifOf = (front: Bytes, frame: Bytes, count: number): Uint8Array =>
  Buffer.concat([
    Buffer.from([...header(), ...front]),
    ...Array<Buffer>(count).fill(Buffer.from(frame)),
    Buffer.from(trailer),
  ]);

test("half a minute of 720p at 15 frames a second is taken, and stays as it is", async () => {
  const [ann, room] = await seated();
  const [width, height] = [1280, 720];
  const frame = [...control(7), ...image({ width, height, colour: 2 })];
  const file = gifOf(screen(width, height), frame, 30 * 15);
  const { status, gif } = await upload(ann, room, file);
  expect([status, gif]).toMatchObject([201, { width, height, frames: 450, bytes: file.length }]);
  const { error } = await upload(ann, room, gifOf(screen(width, height), frame, 500));
  expect(error.code).toBe("GIF_TOO_BIG");
});

test("a small file that unpacks to many pixels is repaired beside the event loop, or refused", {
  tags: ["thorough"],
}, async () => {
  const [ann, room] = await seated();
  const [width, height] = [4000, 2000];
  // Each has a pixel too many, so that it has to be unpacked.
  const data = [...writeLzw(new Uint8Array(width * height + 1), 2)];
  const fits = gifOf(screen(width, height), image({ width, height, data }), 3);
  expect(fits.length).toBeLessThan(1_000_000);
  const chatter = await ann.enter(room);
  let isDone = false;
  const uploading = upload(ann, room, fits).finally(() => {
    isDone = true;
  });
  let acknowledged = 0;
  for (; !isDone; acknowledged++) await chatter.call("chat", { chat: "still here" });
  const { status, gif } = await uploading;
  expect([status, gif]).toMatchObject([201, { width, height, frames: 3 }]);
  expect(acknowledged).toBeGreaterThan(5);
  chatter.close();
  // Of these only a row came, but each has to have room for all.
  const short = image({ width, height, data: lzw(width, 1, pattern) });
  expect((await upload(ann, room, gifOf(screen(width, height), short, 12))).status).toBe(201);
  expect((await upload(ann, room, gifOf(screen(width, height), short, 13))).error.code).toBe("GIF_TOO_BIG");
  const huge = [...image(), ...image({ width: 60_000, height: 60_000, data: lzw(4, 4, pattern) })];
  expect((await upload(ann, room, gifOf(screen(4, 4), huge, 1))).error.code).toBe("GIF_TOO_BIG");
});

test("a repaired GIF may not be larger than one that is sent", async () => {
  const [ann, room] = await seated(strict);
  const withoutPalette = screen(30, 30, false);
  const noisy = image({ width: 30, height: 30, data: lzw(30, 30, pattern) });
  const file = gifOf(withoutPalette, noisy, 2);
  expect(file.length).toBeLessThan(MAX_BYTES);
  // The palette that it lacks makes it larger.
  expect((await upload(ann, room, file)).error.code).toBe("GIF_TOO_BIG");
  expect((await upload(ann, room, gifOf(screen(30, 30), noisy, 2))).status).toBe(201);
});
