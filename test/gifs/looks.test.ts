import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { repairGif } from "../../src/services/gifs/codec/repair-gif.js";
import { areAlike, areLooks, distance, partsOf, toLooks } from "../../src/services/gifs/looks/alike.js";
import { readLooks } from "../../src/services/gifs/stills/read-looks.js";
import { readStill } from "../../src/services/gifs/stills/read-still.js";
import { gif } from "../support/gif.js";
import { scene } from "../support/scenes.js";

const looksOf = (file: Buffer): string[] | undefined => repairGif(file, 10_000_000).looks;
const stillLooks = async (picture: Sharp, kind: "png" | "jpeg" | "webp" = "png") =>
  readLooks(await readStill(await picture.toFormat(kind).toBuffer(), kind));
const opened = (file: Buffer): Sharp => sharp(file, { animated: true });
const asGif = (picture: Sharp): Promise<Buffer> => picture.gif({ effort: 2 }).toBuffer();

describe("a picture looks like", () => {
  test("itself in other sizes, colours and formats, and with a sliver cut off; and unlike others", {
    tags: ["thorough"],
  }, async () => {
    const original = await scene(1);
    const looks = looksOf(original)!;
    expect(looks).toEqual([1, 2, 3].map(() => expect.stringMatching(/^[\da-f]{16}$/)));
    const webp = await opened(original).webp({ quality: 40 }).toBuffer();
    const copies = {
      smaller: opened(original).resize(110),
      larger: opened(original).resize(400),
      recompressed: opened(webp),
      ofFewColours: opened(original).gif({ colours: 16 }),
      rotatedColours: opened(original).modulate({ hue: 90 }),
      cropped: opened(original).extract({ left: 1, top: 1, width: 178, height: 118 }),
    };
    for (const [name, copy] of Object.entries(copies)) {
      const theirs = looksOf(await asGif(copy));
      expect([name, areAlike(looks, theirs)]).toEqual([name, true]);
    }
    for (let seed = 2; seed < 5; seed++)
      expect(distance(looks, looksOf(await scene(seed))!)).toBeGreaterThan(12);
  });

  test("a still picture of its first frame, whichever way this is turned", async () => {
    const original = await scene(1);
    const looks = looksOf(original)!;
    const first = sharp(original, { page: 0 });
    const still = await stillLooks(first.clone());
    expect(still).toHaveLength(1);
    expect(areAlike(looks, still)).toBe(true);
    expect(areAlike(looksOf(await asGif(first.clone())), still)).toBe(true);
    for (const kind of ["jpeg", "webp"] as const)
      expect(areAlike(await stillLooks(first.clone().resize(100), kind), still)).toBe(true);
    const upsideDown = first.clone().rotate(180).withMetadata({ orientation: 3 });
    expect(areAlike(await stillLooks(upsideDown, "jpeg"), still)).toBe(true);
    expect(areAlike(await stillLooks(first.clone().flop()), still)).toBe(false);
    const last = sharp(original, { page: 5 });
    expect(areAlike(await stillLooks(last), still)).toBe(false);
  });
});

type Grey = (x: number, y: number) => number;
const [WIDTH, HEIGHT] = [180, 160];

function still(greyOf: Grey): Sharp {
  const pixels = Buffer.from(
    Array.from({ length: WIDTH * HEIGHT }, (_, at) => greyOf(at % WIDTH, Math.floor(at / WIDTH))),
  );
  return sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } });
}

describe("flat pictures", () => {
  test("have no look: one colour, gradients, a line of text between bars", async () => {
    const isText: Grey = (x, y) => (y > 70 && y < 82 && x > 30 && x < 150 && (x * 7) % 5 < 2 ? 0 : 255);
    const flat: Record<string, Grey> = {
      oneColour: () => 90,
      noise: (x, y) => 128 + ((x * 31 + y * 17) % 3),
      smooth: (x) => (x * 255) / WIDTH,
      ofFewLevels: (x) => Math.floor((x * 4) / WIDTH) * 60,
      across: (_, y) => (y * 255) / HEIGHT,
      text: isText,
      textBetweenBars: (x, y) => (y < 40 || y > 120 ? 0 : isText(x, y)),
    };
    for (const [name, grey] of Object.entries(flat)) {
      expect([name, await stillLooks(still(grey))]).toEqual([name, undefined]);
      expect([name, looksOf(await asGif(still(grey)))]).toEqual([name, undefined]);
    }
    expect(looksOf(gif({ width: 40, height: 40, frames: 3 }))).toBeUndefined();
  });

  test("among three frames: one may be flat, two may not", () => {
    const look = "0f0f3c3c5a5a9696";
    expect(toLooks([undefined, look, look])).toEqual(["0".repeat(16), look, look]);
    expect(toLooks([look, undefined, undefined])).toBeUndefined();
    expect(toLooks([undefined])).toBeUndefined();
  });
});

test("frames are compared with their own kind: five bits may differ in each, and an index finds such by a part", () => {
  const random = () =>
    Math.floor(Math.random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, "0");
  const flip = (look: string, bits: number): string => {
    let changed = BigInt(`0x${look}`);
    const at = new Set<number>();
    while (at.size < bits) at.add(Math.floor(Math.random() * 64));
    for (const bit of at) changed ^= 1n << BigInt(bit);
    return changed.toString(16).padStart(16, "0");
  };
  for (let round = 0; round < 200; round++) {
    const looks = [1, 2, 3].map(() => random() + random());
    const near = looks.map((look) => flip(look, 5));
    expect([distance(looks, near), areAlike(looks, near), areAlike(looks, near.slice(0, 1))]).toEqual([
      ...[5, true, true],
    ]);
    expect(partsOf(near).some((part) => partsOf(looks).includes(part))).toBe(true);
    for (const at of [0, 1, 2]) {
      const far = near.map((look, i) => (i === at ? flip(looks[i]!, 6) : look));
      expect([distance(looks, far), areAlike(looks, far)]).toEqual([6, false]);
    }
  }
  expect([areAlike([], []), areAlike(["0f0f3c3c5a5a9696"]), partsOf([])]).toEqual([false, false, []]);
  expect([["x".repeat(16)], [], ["0".repeat(16), "0".repeat(16)]].map(areLooks)).toEqual([
    false,
    false,
    false,
  ]);
});
