/** @module-tag thorough */
import sharp, { type Sharp } from "sharp";
import { expect, test } from "vitest";
import { apng, blue, type Colour, clear, green, quartered, red, secrets } from "../support/picture-files.js";
import { useServer } from "../support/server.js";
import { fetchShown, isNear, type Shown } from "../support/shown-pixels.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });
const white: Colour = [255, 255, 255, 255];
const metadata = /Exif|EXIF|SECRET|GPS|ICCP|ICC_PROFILE|XMP|xmp|Photoshop/;

/** Left above, right above, left below, right below: where the corners of the picture get to by EXIF. */
const turned: Record<number, readonly Colour[]> = {
  1: [red, green, blue, white],
  2: [green, red, white, blue],
  3: [white, blue, green, red],
  4: [blue, white, red, green],
  5: [red, blue, green, white],
  6: [blue, red, white, green],
  7: [white, green, blue, red],
  8: [green, white, red, blue],
};

async function seated(): Promise<[Visitor, string]> {
  const ann = await server.visitor();
  const { _id } = await ann.open();
  await ann.page(`/room/${_id}`);
  return [ann, _id];
}

async function show(ann: Visitor, room: string, file: Buffer): Promise<Shown> {
  const answer = await ann.upload(room, file);
  const { gif, error } = await answer.json();
  expect(error).toBeUndefined();
  const shown = await fetchShown(ann, gif.url);
  expect([gif.width, gif.height, gif.bytes]).toEqual([shown.width, shown.height, shown.bytes.length]);
  expect(shown.bytes.toString("latin1")).not.toMatch(metadata);
  return shown;
}

const corners = ({ at, width, height }: Shown): number[][] => [
  at(3, 3),
  at(width - 4, 3),
  at(3, height - 4),
  at(width - 4, height - 4),
];

test.each(["jpeg", "png", "webp"] as const)("a %s is upright whatever its EXIF says", async (format) => {
  const [ann, room] = await seated();
  for (const [orientation, wanted] of Object.entries(turned)) {
    const picture = quartered(96, 64)
      .withExif(secrets)
      .withMetadata({ orientation: Number(orientation) });
    const shown = await show(ann, room, await picture[format]().toBuffer());
    expect([shown.width, shown.height]).toEqual(Number(orientation) > 4 ? [64, 96] : [96, 64]);
    const near = corners(shown).map((pixel, i) => isNear(pixel, wanted[i]!, 40));
    expect([orientation, ...near]).toEqual([orientation, true, true, true, true]);
  }
});

test("every kind of pixel looks the same when it is stored", async () => {
  const [ann, room] = await seated();
  const background = { r: 180, g: 110, b: 70 };
  const flat = () => sharp({ create: { width: 64, height: 48, channels: 3, background } });
  const seen: [string, Sharp, readonly number[], number][] = [
    ["JPEG", flat().jpeg(), [180, 110, 70, 255], 6],
    ["progressive JPEG", flat().jpeg({ progressive: true }), [180, 110, 70, 255], 6],
    ["JPEG in P3", flat().withIccProfile("p3").jpeg({ quality: 95 }), [180, 110, 70, 255], 8],
    ["CMYK", flat().toColourspace("cmyk").withIccProfile("cmyk").jpeg(), [180, 110, 70, 255], 30],
    ["grey JPEG", flat().toColourspace("b-w").jpeg(), [126, 126, 126, 255], 8],
    ["PNG with a palette", flat().png({ palette: true }), [180, 110, 70, 255], 6],
    ["interlaced PNG", flat().png({ progressive: true }), [180, 110, 70, 255], 6],
    ["PNG of 16 bits", flat().toColourspace("rgb16").png(), [180, 110, 70, 255], 6],
    ["grey PNG of 16 bits", flat().toColourspace("grey16").png(), [126, 126, 126, 255], 8],
    ["PNG with alpha", flat().ensureAlpha(0.5).png(), [180, 110, 70, 128], 6],
    ["lossless WebP with alpha", flat().ensureAlpha(0.5).webp({ lossless: true }), [180, 110, 70, 128], 6],
    ["WebP in P3", flat().withIccProfile("p3").webp({ lossless: true }), [180, 110, 70, 255], 8],
    ["AVIF", flat().avif({ effort: 0 }), [180, 110, 70, 255], 8],
    ["AVIF with alpha", flat().ensureAlpha(0.5).avif({ effort: 0 }), [180, 110, 70, 128], 8],
  ];
  for (const [what, picture, wanted, most] of seen) {
    const pixel = (await show(ann, room, await picture.withExif(secrets).toBuffer())).at(32, 24);
    expect([what, pixel, isNear(pixel, wanted, most)]).toEqual([what, pixel, true]);
  }
});

test("a large photo is at most 2048 pixels a side, and an animation with holes keeps them", async () => {
  const [ann, room] = await seated();
  const large = await show(ann, room, await quartered(5000, 4000).jpeg().toBuffer());
  expect([large.width, large.height]).toEqual([2048, 1638]);
  const holes = apng(
    [
      { colour: red },
      { colour: clear, left: 2, width: 4 },
      { colour: blue, left: 3, width: 2, dispose: 1 },
      { colour: green, left: 7, width: 1 },
    ],
    { plays: 1 },
  );
  const shown = await show(ann, room, holes);
  expect(shown.loop).toBe(1);
  const row = (page: number) => [0, 2, 3, 5, 7].map((x) => shown.at(x, 4, page));
  const isHole = (page: number) => row(page).map(([, , , alpha]) => alpha === 0);
  expect([0, 1, 2, 3].map(isHole)).toEqual([
    [false, false, false, false, false],
    [false, true, true, true, false],
    [false, true, false, true, false],
    [false, true, true, true, false],
  ]);
  expect([row(2)[2], row(3)[4], row(3)[0]]).toEqual([blue, green, red]);
});
