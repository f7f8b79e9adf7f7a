import { deflateSync } from "node:zlib";
import sharp from "sharp";
import {
  countlessAvifSizes,
  countlessJpegFills,
  countlessWebpChunks,
  hiddenJpegFrame,
} from "./endless-headers.js";
import {
  apng,
  blue,
  frameControl,
  pngChunk,
  pngHeader,
  pngOf,
  quartered,
  red,
  rows,
  u16,
  u32,
} from "./picture-files.js";

/** What it is, the file, and the code that it is refused with: undefined if it is taken. */
export type Hostile = readonly [string, Buffer, string | undefined];

const end = pngChunk("IEND");
const pixel = rows(1, 1, red);

const control = (frames: number): Buffer => pngChunk("acTL", Buffer.concat([u32(frames), u32(0)]));
const data = (sequence: number): Buffer => pngChunk("fdAT", Buffer.concat([u32(sequence), pixel]));
const one = (...chunks: Buffer[]): Buffer => pngOf(pngHeader(1, 1), ...chunks, end);

export function hostilePngs(): Hostile[] {
  const packed = Buffer.concat([Buffer.from("a\0\0"), deflateSync(Buffer.alloc(8_000_000))]);
  const texts = Array<Buffer>(500).fill(pngChunk("zTXt", packed));
  const profile = pngChunk(
    "iCCP",
    Buffer.concat([Buffer.from("p\0\0"), deflateSync(Buffer.alloc(100_000_000))]),
  );
  const idat = pngChunk("IDAT", pixel);
  const broken = Buffer.from(idat);
  broken[broken.length - 1]! ^= 1;
  const crowd = Array.from({ length: 100_000 }, (_, i) => [frameControl(2 * i, {}), data(2 * i + 1)]);
  const thousands = Buffer.concat(crowd.slice(0, 9500).flat());
  return [
    ["500 texts of 8 MB", one(...texts, idat), undefined],
    ["a profile of 100 MB", one(profile, idat), undefined],
    ["no end", pngOf(pngHeader(1, 1), idat), undefined],
    ["a wrong check sum of the pixels", one(broken), "BAD_GIF"],
    ["no pixels", one(), "BAD_GIF"],
    ["no width", pngOf(pngHeader(0, 5), idat, end), "BAD_GIF"],
    ["30000 x 30000", pngOf(pngHeader(30_000, 30_000), idat, end), "GIF_TOO_BIG"],
    ["a bomb in seven passes", pngOf(pngHeader(9000, 9000, 1), idat, end), "GIF_TOO_BIG"],
    ["40,000 chunks", one(Buffer.concat(Array<Buffer>(40_000).fill(pngChunk("tEXt"))), idat), "GIF_TOO_BIG"],
    ["100,000 frames", one(control(100_000), Buffer.concat(crowd.flat())), "GIF_TOO_BIG"],
    ["100,000 frames that say they are two", one(control(2), thousands), "BAD_GIF"],
    ["fewer frames than it says", one(control(2), frameControl(0, {}), idat), "BAD_GIF"],
    [
      "pixels before their control",
      one(control(2), frameControl(0, {}), idat, data(1), frameControl(2, {})),
      "BAD_GIF",
    ],
    ["a number missing", one(control(2), frameControl(0, {}), idat, frameControl(1, {}), data(3)), "BAD_GIF"],
    [
      "frames before the header",
      pngOf(control(2), frameControl(0, {}), idat, frameControl(1, {}), data(2)),
      "BAD_GIF",
    ],
    ["a frame far outside", apng([{ colour: red }, { colour: blue, left: 0xfffffff0 }]), "BAD_GIF"],
    ["a frame larger than its pixels", larger(), "BAD_GIF"],
    ["no delays", apng(Array(50).fill({ colour: red, delay: 0 })), undefined],
  ];
}

/** The second frame's control says four rows, its data have one. */
function larger(): Buffer {
  const look = { width: 1, height: 4 };
  const first = pngChunk("IDAT", rows(1, 4, red));
  return pngOf(
    pngHeader(1, 4),
    control(2),
    frameControl(0, look),
    first,
    frameControl(1, look),
    data(2),
    end,
  );
}

export async function hostileJpegs(): Promise<Hostile[]> {
  const plain = await quartered(64, 48).jpeg().toBuffer();
  const large = await sharp({ create: { width: 4000, height: 4000, channels: 3, background: "grey" } })
    .jpeg({ progressive: true })
    .toBuffer();
  const at = plain.indexOf(Buffer.from([0xff, 0xc0]));
  const huge = Buffer.from(plain);
  huge.writeUInt16BE(65_535, at + 5);
  huge.writeUInt16BE(65_535, at + 7);
  const body = Buffer.concat([Buffer.from("ICC_PROFILE\0"), Buffer.from([1, 1]), Buffer.alloc(65_000)]);
  const segment = Buffer.concat([Buffer.from([0xff, 0xe2]), u16(body.length + 2), body]);
  const profiles = [plain.subarray(0, 2), ...Array<Buffer>(60).fill(segment), plain.subarray(2)];
  const last = large.lastIndexOf(Buffer.from([0xff, 0xda]));
  const scan = large.subarray(last, -2);
  const scans = [large.subarray(0, -2), ...Array<Buffer>(5000).fill(scan), large.subarray(-2)];
  return [
    ["65535 x 65535", huge, "GIF_TOO_BIG"],
    ["4 MB of profiles", Buffer.concat(profiles), undefined],
    ["5000 scans", Buffer.concat(scans), "BAD_GIF"],
    ["5 MB of fill bytes", countlessJpegFills(), "BAD_GIF"],
    ["a frame that only some readers find", hiddenJpegFrame(plain, 0), "BAD_GIF"],
    ["no frame", Buffer.concat([plain.subarray(0, at), plain.subarray(-2)]), "BAD_GIF"],
    [
      "segments of no length",
      Buffer.concat([plain.subarray(0, 2), Buffer.alloc(400_000, "\xff\xe2\0\0", "latin1")]),
      "BAD_GIF",
    ],
  ];
}

export async function hostileWebps(): Promise<Hostile[]> {
  const moving = await sharp([await solid("red"), await solid("blue")], { join: { animated: true } })
    .webp({ lossless: true })
    .toBuffer();
  const still = await quartered(40, 30)
    .withExif({ IFD0: { Make: "x" } })
    .webp()
    .toBuffer();
  const lying = Buffer.from(still);
  lying.writeUIntLE(16_382, 24, 3);
  lying.writeUIntLE(16_382, 27, 3);
  const smaller = Buffer.from(still);
  smaller.writeUIntLE(9, 24, 3);
  const frame = moving.indexOf("ANMF");
  const second = moving.subarray(frame, frame + 8 + moving.readUInt32LE(frame + 4));
  const outside = Buffer.from(moving);
  outside.writeUIntLE(100, frame + 8, 3);
  const crowd = Buffer.concat([moving, ...Array<Buffer>(50_000).fill(second)]);
  const endless = Buffer.from(moving);
  endless.writeUInt32LE(0xfffffff0, frame + 4);
  return [
    ["a canvas of 268 million pixels", lying, "GIF_TOO_BIG"],
    ["a canvas smaller than its picture", smaller, "BAD_GIF"],
    ["a frame outside of the canvas", outside, "BAD_GIF"],
    ["50,000 frames", crowd, "GIF_TOO_BIG"],
    ["650,000 chunks", countlessWebpChunks(), "GIF_TOO_BIG"],
    ["a frame longer than the file", endless, "BAD_GIF"],
  ];
}

export async function hostileAvifs(): Promise<Hostile[]> {
  const whole = await quartered(64, 48).avif({ effort: 0 }).toBuffer();
  const at = whole.indexOf("ispe");
  const sized = (width: number, height: number): Buffer => {
    const file = Buffer.from(whole);
    file.writeUInt32BE(width, at + 8);
    file.writeUInt32BE(height, at + 12);
    return file;
  };
  const unsized = Buffer.from(whole);
  unsized.write("xxxx", at);
  return [
    ["30000 x 30000", sized(30_000, 30_000), "GIF_TOO_BIG"],
    ["4294967295 x 1", sized(0xffffffff, 1), "GIF_TOO_BIG"],
    ["no size", unsized, "BAD_GIF"],
    ["a million sizes", countlessAvifSizes(), "GIF_TOO_BIG"],
  ];
}

const solid = (background: string): Promise<Buffer> =>
  sharp({ create: { width: 40, height: 30, channels: 3, background } })
    .png()
    .toBuffer();
