import {
  APPLICATION,
  type CleanFrame,
  EXTENSION,
  type GifLook,
  GRAPHIC_CONTROL,
  IMAGE,
  NO_COLOUR,
  TRAILER,
} from "./gif-format.js";

const BYTES_PER_COLOUR = 3;
const NOTHING = new Uint8Array();

/** Writes blocks that draw and nothing else: no comments, and nothing that only some application reads. */
export function writeGif(gif: GifLook<CleanFrame>): Uint8Array {
  const screen = [...u16(gif.width), ...u16(gif.height), paletteFlags(gif.palette), 0, 0];
  return Buffer.concat([
    Buffer.from("GIF89a"),
    Uint8Array.from(screen),
    gif.palette ?? NOTHING,
    gif.loops === undefined ? NOTHING : toLoop(gif.loops),
    ...gif.frames.flatMap(toParts),
    Uint8Array.of(TRAILER),
  ]);
}

function toParts(frame: CleanFrame): Uint8Array[] {
  const { left, top, width, height, palette, interlaced } = frame;
  const flags = paletteFlags(palette) | (interlaced ? 0x40 : 0);
  const place = Uint8Array.of(IMAGE, ...[left, top, width, height].flatMap(u16), flags);
  return [toControl(frame), place, palette ?? NOTHING, Uint8Array.of(frame.codeSize), frame.blocks];
}

function toControl({ delay, disposal, transparent }: CleanFrame): Uint8Array {
  const hasTransparent = transparent !== NO_COLOUR;
  const flags = (disposal << 2) | (hasTransparent ? 1 : 0);
  const colour = hasTransparent ? transparent : 0;
  return Uint8Array.of(EXTENSION, GRAPHIC_CONTROL, 4, flags, ...u16(delay), colour, 0);
}

const toLoop = (loops: number): Uint8Array =>
  Uint8Array.of(EXTENSION, APPLICATION, 11, ...Buffer.from("NETSCAPE2.0"), 3, 1, ...u16(loops), 0);

const paletteFlags = (palette: Uint8Array | undefined): number =>
  palette ? 0x80 | (Math.log2(palette.length / BYTES_PER_COLOUR) - 1) : 0;

const u16 = (value: number): [number, number] => [value & 255, value >> 8];
