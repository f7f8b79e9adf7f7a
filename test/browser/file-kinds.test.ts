import sharp from "sharp";
import { expect, test } from "vitest";
import { findKind, isAnimated, toKind } from "../../src/browser/gifs/file-kind.js";
import { findSaneSize, isPicture, readSaneSize } from "../../src/browser/gifs/picture-size.js";
import { toSmallerSize } from "../../src/browser/gifs/shrink-photo.js";
import { bomb, gif } from "../support/gif.js";

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

/** A small picture with these sides in its header: where they stand, and how. */
async function claim(kind: string, width: number, height: number): Promise<Buffer> {
  const still = sharp({ create: { width: 8, height: 6, channels: 3, background: "teal" } });
  const webp = await still.webp().toBuffer();
  if (kind === "gif") return gif({ width, height, frames: 1 });
  if (kind === "png") {
    const bytes = await still.png().toBuffer();
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
    return bytes;
  }
  if (kind === "jpeg") {
    const bytes = await still
      .jpeg()
      .withExif({ IFD0: { Make: "x".repeat(9000) } })
      .toBuffer();
    const at = bytes.lastIndexOf(Buffer.from([0xff, 0xc0]));
    bytes.writeUInt16BE(height, at + 5);
    bytes.writeUInt16BE(width, at + 7);
    return bytes;
  }
  if (kind === "avif") {
    const bytes = await still.avif({ effort: 0 }).toBuffer();
    bytes.writeUInt32BE(width, bytes.indexOf("ispe") + 8);
    bytes.writeUInt32BE(height, bytes.indexOf("ispe") + 12);
    return bytes;
  }
  if (kind === "VP8 ") {
    webp.writeUInt16LE(width, 26);
    webp.writeUInt16LE(height, 28);
    return webp;
  }
  if (kind === "VP8L") {
    const bytes = await still.webp({ lossless: true }).toBuffer();
    bytes.writeUInt32LE(((height - 1) << 14) | (width - 1), 21);
    return bytes;
  }
  const bytes = await still
    .webp()
    .withExif({ IFD0: { Make: "x" } })
    .toBuffer();
  bytes.writeUIntLE(width - 1, 24, 3);
  bytes.writeUIntLE(height - 1, 27, 3);
  return bytes;
}

test.each(["gif", "png", "jpeg", "avif", "VP8 ", "VP8L", "VP8X"])(
  "the sides of a picture are read from its header, %s, and too many pixels are not decoded",
  async (kind) => {
    const read = async (width: number, height: number) => {
      const file = new Blob([Uint8Array.from(await claim(kind, width, height))]);
      return readSaneSize(file, await findKind(file));
    };
    expect(await read(300, 200)).toEqual({ width: 300, height: 200 });
    if (kind === "gif") return;
    expect(await read(8000, 8000)).toEqual({ width: 8000, height: 8000 });
    expect(await read(8001, 8000)).toBeUndefined();
    const cut = (await claim(kind, 300, 200)).subarray(0, 22);
    const found = toKind(cut.toString("latin1"));
    expect(isPicture(found) && findSaneSize(cut, found)).toBeUndefined();
  },
);

test("a GIF is as large as its screen or its first frame", async () => {
  const screen = bomb();
  const frame = gif({ width: 9, height: 9, frames: 1 });
  expect(findSaneSize(screen, "gif")).toBeUndefined();
  const at = frame.indexOf(0x2c, 13 + 3 * 2 ** ((frame[10]! & 7) + 1));
  frame.writeUInt16LE(65535, at + 5);
  frame.writeUInt16LE(65535, at + 7);
  expect(findSaneSize(frame, "gif")).toBeUndefined();
});
