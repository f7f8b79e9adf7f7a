import { expect, test, vi } from "vitest";
import { GifError } from "../../src/services/gifs/codec/gif-format.js";
import { isAnimatedPng } from "../../src/services/gifs/formats/png-chunks.js";
import { readStillHeader } from "../../src/services/gifs/formats/still-header.js";
import { isAnimatedWebp } from "../../src/services/gifs/formats/webp-chunks.js";
import {
  countlessAvifSizes,
  countlessJpegFills,
  countlessPngChunks,
  countlessWebpChunks,
  hiddenJpegFrame,
} from "../support/endless-headers.js";
import { quartered } from "../support/picture-files.js";

const MOST_READS = 50_000;
const reads = ["indexOf", "readUInt8", "readUInt16BE", "readUInt32BE", "readUInt32LE"] as const;

const scans: [string, Buffer, (file: Buffer) => unknown, string][] = [
  ["sizes of an AVIF", countlessAvifSizes(), (file) => readStillHeader(file, "avif"), "GIF_TOO_BIG"],
  ["fill bytes of a JPEG", countlessJpegFills(), (file) => readStillHeader(file, "jpeg"), "BAD_GIF"],
  ["chunks of a WebP", countlessWebpChunks(), isAnimatedWebp, "GIF_TOO_BIG"],
  ["chunks of a PNG", countlessPngChunks(), isAnimatedPng, "GIF_TOO_BIG"],
];

test.each(scans)("5 MB of %s are refused after a few looks", (_what, file, scan, code) => {
  const spies = reads.map((read) => vi.spyOn(file, read));
  expect(codeOf(() => scan(file))).toBe(code);
  expect(spies.reduce((sum, { mock }) => sum + mock.calls.length, 0)).toBeLessThan(MOST_READS);
});

test("a JPEG whose frame a lax reader would find elsewhere is refused", async () => {
  const plain = await quartered(64, 48).jpeg({ progressive: true }).toBuffer();
  expect(readStillHeader(plain, "jpeg")).toMatchObject({ width: 64, height: 48 });
  for (const marker of [0x00, 0x01, 0x02, 0xbf, 0xc8, 0xd0, 0xd8])
    expect([marker, codeOf(() => readStillHeader(hiddenJpegFrame(plain, marker), "jpeg"))]).toEqual([
      marker,
      "BAD_GIF",
    ]);
  for (const length of [0, 1]) {
    const short = Buffer.concat([
      plain.subarray(0, 2),
      Buffer.from([0xff, 0xe0, 0, length]),
      plain.subarray(2),
    ]);
    expect(codeOf(() => readStillHeader(short, "jpeg"))).toBe("BAD_GIF");
  }
});

function codeOf(scan: () => unknown): string | undefined {
  try {
    scan();
    return undefined;
  } catch (error) {
    if (error instanceof GifError) return error.code;
    throw error;
  }
}
