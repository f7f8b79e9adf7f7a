import sharp from "sharp";
import { describe, expect, test } from "vitest";
import {
  apng,
  blue,
  clear,
  frameControl,
  ftyp,
  green,
  photo,
  pngChunk,
  pngHeader,
  pngOf,
  quartered,
  red,
  rows,
  secrets,
} from "../support/picture-files.js";
import { useServer } from "../support/server.js";
import { fetchShown, isNear } from "../support/shown-pixels.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer({ MAX_GIF_BYTES: "200000", EMPTY_ROOM_GRACE_MS: "300000", RATE_LIMITS: "off" });

async function seated(): Promise<[Visitor, string]> {
  const ann = await server.visitor();
  const { _id } = await ann.open();
  await ann.page(`/room/${_id}`);
  return [ann, _id];
}

async function send(ann: Visitor, room: string, file: Buffer, name = "cat.gif") {
  const answer = await ann.upload(room, file, {}, "application/json", name);
  const body = await answer.json();
  expect([answer.status, body]).toEqual([201, expect.objectContaining({ gif: expect.anything() })]);
  return body.gif;
}

const metadata = /Exif|EXIF|SECRET|GPS|ICCP|ICC_PROFILE|XMP|xmp|Photoshop/;

describe("still pictures", () => {
  test("photos get upright WebP files without metadata, and a smaller one where they are large", async () => {
    const [ann, room] = await seated();
    const bob = await (await server.visitor()).enter(room);
    // Turned so that a viewer has to turn it a quarter clockwise: the blue corner gets to the left above.
    const jpeg = await quartered(1600, 1200)
      .withExif(secrets)
      .withMetadata({ orientation: 6 })
      .jpeg({ chromaSubsampling: "4:4:4" })
      .toBuffer();
    expect(jpeg.toString("latin1")).toMatch(metadata);
    const gif = await send(ann, room, jpeg);
    expect(gif).toMatchObject({ type: "image/webp", width: 1200, height: 1600, frames: 1 });
    expect((await bob.next("chat"))[0].gif).toEqual(gif);
    expect([gif.url, gif.still]).toEqual([
      expect.stringMatching(/\.webp$/),
      expect.stringMatching(/\.still\.webp$/),
    ]);
    const whole = await fetchShown(ann, gif.url);
    const still = await fetchShown(ann, gif.still);
    expect([whole.width, whole.height, whole.bytes.length]).toEqual([1200, 1600, gif.bytes]);
    expect([still.width, still.height]).toEqual([480, 640]);
    for (const shown of [whole, still]) {
      expect(shown.bytes.toString("latin1")).not.toMatch(metadata);
      const { width, height } = shown;
      expect(isNear(shown.at(9, 9), blue)).toBe(true);
      expect(isNear(shown.at(width - 9, 9), red)).toBe(true);
      expect(isNear(shown.at(width - 9, height - 9), green)).toBe(true);
    }
    expect((await ann.get(gif.url)).headers.get("content-type")).toBe("image/webp");
    await ann.json("DELETE", `/room/${room}`);
    await expect.poll(() => server.files()).toEqual([]);
    bob.close();
  });

  test("PNG keeps its transparency, whatever its name; AVIF and WebP are read too, up to 2048 pixels a side", async () => {
    const [ann, room] = await seated();
    const png = pngOf(
      pngHeader(20, 10),
      pngChunk("tEXt", Buffer.from("Comment\0SECRET")),
      pngChunk("IDAT", rows(20, 10, [0, 0, 255, 128])),
      pngChunk("IEND"),
    );
    const small = await send(ann, room, png, "photo.jpg");
    expect(small).toMatchObject({ type: "image/webp", width: 20, height: 10, still: small.url });
    const shown = await fetchShown(ann, small.url);
    expect(isNear(shown.at(5, 5), [0, 0, 255, 128], 0)).toBe(true);
    expect(shown.bytes.toString("latin1")).not.toMatch(metadata);
    for (const format of ["avif", "webp"] as const) {
      const file = await quartered(3000, 500)[format]({ effort: 0 }).toBuffer();
      const gif = await send(ann, room, file);
      expect(gif).toMatchObject({ type: "image/webp", width: 2048, height: 341, frames: 1 });
      expect(isNear((await fetchShown(ann, gif.url)).at(9, 330), blue)).toBe(true);
    }
    const files = await server.files();
    expect(files.filter((name) => name.endsWith(".still.webp"))).toHaveLength(2);
    await ann.json("DELETE", `/room/${room}`);
  });

  test("a profile, CMYK and 16 bits look as they did", async () => {
    const [ann, room] = await seated();
    const colour = { r: 200, g: 80, b: 40 };
    const flat = () => sharp({ create: { width: 40, height: 30, channels: 3, background: colour } });
    // Without the profile, P3's red would be 13 less; ink cannot show this red as it is.
    const files: [Buffer, number][] = [
      [await flat().withIccProfile("p3").png().toBuffer(), 8],
      [await flat().toColourspace("cmyk").jpeg({ quality: 95 }).toBuffer(), 45],
      [await flat().toColourspace("rgb16").png().toBuffer(), 8],
    ];
    for (const [file, most] of files) {
      const shown = await fetchShown(ann, (await send(ann, room, file)).url);
      expect(isNear(shown.at(20, 15), [200, 80, 40, 255], most)).toBe(true);
      expect(shown.bytes.toString("latin1")).not.toMatch(metadata);
    }
    await ann.json("DELETE", `/room/${room}`);
  });

  test("what would be larger than the limit as WebP is stored with less quality", async () => {
    const [ann, room] = await seated();
    const noise = await sharp({
      create: {
        width: 560,
        height: 560,
        channels: 3,
        background: "grey",
        noise: { type: "gaussian", sigma: 80, mean: 128 },
      },
    })
      .jpeg({ quality: 50 })
      .toBuffer();
    expect((await send(ann, room, noise)).bytes).toBeLessThanOrEqual(200_000);
    await ann.json("DELETE", `/room/${room}`);
  });
});

describe("moving pictures", () => {
  test("an APNG becomes a GIF with the same frames, in the same places, for the same time", async () => {
    const [ann, room] = await seated();
    const dot = { left: 2, top: 1, width: 3, height: 2 };
    const file = apng(
      [
        { colour: red, delay: 120 },
        { colour: green, ...dot, dispose: 1, delay: 0 },
        { colour: [0, 0, 255, 0], ...dot, blend: 1, delay: 15 },
        { colour: blue, left: 5, top: 3, width: 3, height: 3, dispose: 2, delay: 15 },
        { colour: [0, 0, 0, 128], width: 1, height: 1, blend: 1, delay: 500 },
      ],
      { plays: 3 },
    );
    const gif = await send(ann, room, file, "sticker.png");
    expect(gif).toMatchObject({ type: "image/gif", width: 8, height: 6, frames: 5 });
    const shown = await fetchShown(ann, gif.url);
    expect(shown).toMatchObject({ width: 8, height: 6, pages: 5, delay: [120, 100, 20, 20, 490], loop: 3 });
    const corner = [0, 1, 2, 3, 4].map((page) => shown.at(0, 0, page));
    const inDot = [0, 1, 2, 3, 4].map((page) => shown.at(3, 2, page));
    const below = [0, 1, 2, 3, 4].map((page) => shown.at(7, 5, page));
    expect(corner).toEqual([red, red, red, red, [127, 0, 0, 255]]);
    expect(inDot).toEqual([red, green, clear, clear, clear].map((one) => expect.arrayContaining([...one])));
    expect(inDot.map(([, , , alpha]) => alpha)).toEqual([255, 255, 0, 0, 0]);
    expect(below).toEqual([red, red, red, blue, red]);
    expect((await fetchShown(ann, gif.still)).at(0, 0)).toEqual(expect.arrayContaining([255]));
    await ann.json("DELETE", `/room/${room}`);
  });

  test("a picture that is no frame is not shown, and an APNG of one frame is a still picture", async () => {
    const [ann, room] = await seated();
    const moving = await send(ann, room, apng([{ colour: green }, { colour: blue }], { hidden: red }));
    const shown = await fetchShown(ann, moving.url);
    expect([0, 1].map((page) => shown.at(1, 1, page))).toEqual([green, blue]);
    expect(await send(ann, room, apng([{ colour: red }]))).toMatchObject({ type: "image/webp", frames: 1 });
    await ann.json("DELETE", `/room/${room}`);
  });

  test("an animated WebP becomes a GIF, made smaller until it fits", { tags: ["thorough"] }, async () => {
    const [ann, room] = await seated();
    const frames = await Promise.all(
      ["#ff0000", "#00ff00", "#0000ff"].map((background) =>
        sharp({ create: { width: 60, height: 40, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const webp = await sharp(frames, { join: { animated: true } })
      .webp({ delay: [70, 80, 90], loop: 0 })
      .toBuffer();
    const gif = await send(ann, room, webp);
    expect(gif).toMatchObject({ type: "image/gif", width: 60, height: 40, frames: 3 });
    const shown = await fetchShown(ann, gif.url);
    expect(shown).toMatchObject({ pages: 3, delay: [70, 80, 90], loop: 0 });
    for (const [page, colour] of [red, green, blue].entries())
      expect(isNear(shown.at(30, 20, page), colour)).toBe(true);
    const turned = [0, 90, 180, 270].map(async (angle) =>
      (await photo(500, 500)).rotate(angle).png().toBuffer(),
    );
    const large = await sharp(await Promise.all(turned), { join: { animated: true } })
      .webp({ quality: 40 })
      .toBuffer();
    const fitted = await send(ann, room, large);
    expect(fitted.bytes).toBeLessThanOrEqual(200_000);
    expect(fitted.width).toBeLessThan(500);
    expect(fitted).toMatchObject({ type: "image/gif", frames: 4, height: fitted.width });
    await ann.json("DELETE", `/room/${room}`);
  });
});

test("what is not taken is refused by its content, with the way that works, and leaves nothing", async () => {
  const [ann, room] = await seated();
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
  );
  const tiff = await quartered(8, 8).tiff().toBuffer();
  const whole = apng([{ colour: red }, { colour: blue }]);
  const outside = apng([{ colour: red }, { colour: blue, left: 7, width: 2 }]);
  const bomb = pngOf(pngHeader(30_000, 30_000), pngChunk("IDAT", rows(4, 4, red)), pngChunk("IEND"));
  const crowd = pngOf(
    pngHeader(1, 1),
    pngChunk("acTL", Buffer.from([0, 1, 0x86, 0xa0, 0, 0, 0, 0])),
    frameControl(0, {}),
    pngChunk("IDAT", rows(1, 1, red)),
    pngChunk("IEND"),
  );
  const wrong = Buffer.from(whole);
  wrong[wrong.length - 20]! ^= 1;
  const refused: [string, Buffer, string][] = [
    ["HEIC", ftyp("heic", "mif1", "heic"), "HEIC_NOT_READ"],
    ["HEIF", ftyp("mif1", "heix"), "HEIC_NOT_READ"],
    ["MP4", ftyp("isom", "iso2", "avc1", "mp41"), "VIDEO_NOT_READ"],
    ["QuickTime", ftyp("qt  "), "VIDEO_NOT_READ"],
    ["WebM", Buffer.from("1a45dfa39f4286810142f7", "hex"), "VIDEO_NOT_READ"],
    ["SVG", svg, "BAD_GIF"],
    ["TIFF", tiff, "BAD_GIF"],
    ["BMP", Buffer.from(`BM${"\0".repeat(60)}`), "BAD_GIF"],
    ["PDF", Buffer.from("%PDF-1.7\n"), "BAD_GIF"],
    ["ICO", Buffer.from([0, 0, 1, 0, 1, 0, 1, 1]), "BAD_GIF"],
    ["nothing but a signature", pngOf(), "BAD_GIF"],
    ["a frame outside of the picture", outside, "BAD_GIF"],
    ["a wrong check sum", wrong, "BAD_GIF"],
    ["a picture of 900 million pixels", bomb, "GIF_TOO_BIG"],
    ["100,000 frames of one pixel", crowd, "GIF_TOO_BIG"],
  ];
  for (const [what, file, code] of refused) {
    const answer = await ann.upload(room, file, {}, "application/json", "cat.gif");
    expect([what, answer.status, (await answer.json()).error.code]).toEqual([
      what,
      code === "GIF_TOO_BIG" ? 413 : 422,
      code,
    ]);
  }
  const form = await ann.upload(room, ftyp("heic"), {}, "text/html", "IMG_1.HEIC");
  expect([form.status, form.headers.get("location")]).toEqual([303, `/room/${room}`]);
  expect(await ann.page(`/room/${room}`)).toContain("HEIC photos cannot be read here");
  const sent = await ann.upload(
    room,
    await quartered(30, 20).jpeg().toBuffer(),
    { alt: "a cat" },
    "text/html",
    "a.jpg",
  );
  expect([sent.status, sent.headers.get("location")]).toEqual([303, `/room/${room}`]);
  expect(await ann.page(`/room/${room}`)).toMatch(/\/gif\/[^"]+\.webp/);
  await expect.poll(() => server.files()).toHaveLength(1);
  await ann.json("DELETE", `/room/${room}`);
});
