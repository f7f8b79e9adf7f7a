import sharp from "sharp";
import { expect, test } from "vitest";
import { findKind, isAnimated, toKind } from "../../src/browser/gifs/file-kind.js";
import { toSmallerSize } from "../../src/browser/gifs/shrink-photo.js";
import { gif } from "../support/gif.js";

const box = (major: string, ...more: string[]): string =>
  `\0\0\0${String.fromCharCode(16 + 4 * more.length)}ftyp${major}\0\0\0\0${more.join("")}`;

test.each([
  ["heic", box("heic", "mif1", "heic")],
  ["heic", box("mif1", "heic")],
  ["avif", box("avif", "mif1", "miaf")],
  ["avif", box("mif1", "avif")],
  ["video", box("isom", "avc1", "mp41")],
  ["video", box("qt  ")],
  ["other", box("M4A ", "isom")],
  ["video", "\x1aE\xdf\xa3\x01\0\0\0"],
  ["video", "\0\0\0\x08wide\0\0\0\0mdat"],
  ["other", "RIFF\0\0\0\0WAVEfmt "],
  ["other", "<svg xmlns"],
  ["other", ""],
])("a file is %s by its first bytes, %j", (kind, head) => {
  expect(toKind(head)).toBe(kind);
});

/** A chunk of a PNG. Nobody here asks for its checksum. */
const chunk = (type: string, bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, Buffer.from(type), bytes, Buffer.alloc(4)]);
};

test("pictures are known whatever they are called, and those that move are told from those that stand", async () => {
  const still = sharp({ create: { width: 8, height: 6, channels: 3, background: "teal" } });
  const png = await still.png().toBuffer();
  const header = png.subarray(0, 33);
  const moving = Buffer.concat([header, chunk("iCCP", Buffer.alloc(70_000)), chunk("acTL", Buffer.alloc(8))]);
  const files: [string, boolean, Buffer][] = [
    ["gif", true, gif()],
    ["png", false, png],
    ["png", true, Buffer.concat([moving, png.subarray(33)])],
    ["png", false, Buffer.concat([header, chunk("tEXt", Buffer.from("acTL"))])],
    ["jpeg", false, await still.jpeg().toBuffer()],
    ["webp", false, await still.webp().toBuffer()],
    [
      "webp",
      true,
      await sharp(gif({ frames: 3 }), { animated: true })
        .webp()
        .toBuffer(),
    ],
    ["avif", false, await still.avif({ effort: 0 }).toBuffer()],
  ];
  for (const [kind, moves, bytes] of files) {
    const file = new File([Uint8Array.from(bytes)], "cat.mp4", { type: "video/mp4" });
    const found = await findKind(file);
    expect([kind, found, await isAnimated(file, found)]).toEqual([kind, kind, moves]);
  }
});

test("a photo is made smaller if it is larger than it is kept, or than it may be sent", () => {
  const most = 5_000_000;
  expect(toSmallerSize({ width: 2048, height: 1000, bytes: most }, most)).toBeUndefined();
  expect(toSmallerSize({ width: 2048, height: 1000, bytes: most + 1 }, most)).toEqual({
    width: 2048,
    height: 1000,
  });
  expect(toSmallerSize({ width: 3000, height: 4000, bytes: 9 }, most)).toEqual({ width: 1536, height: 2048 });
  expect(toSmallerSize({ width: 100_000, height: 1, bytes: 9 }, most)).toEqual({ width: 2048, height: 1 });
});
