import { writeLzw } from "../../src/services/gifs/codec/lzw-writer.js";

/** Pieces of GIFs, to be put together in ways in which no program should. Colours: 0 red, 1 green, 2 blue, 3 white. */
const COLOURS = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255];

export type Bytes = readonly number[];

interface ImageOptions {
  left?: number;
  top?: number;
  width?: number;
  height?: number;
  colour?: number;
  codeSize?: number;
  /** Instead of one colour. */
  data?: Bytes;
  /** Instead of sub-blocks that hold the data. */
  blocks?: Bytes;
  interlaced?: boolean;
}

export const header = (version = "89a"): Bytes => [...Buffer.from(`GIF${version}`)];

export const screen = (width: number, height: number, hasPalette = true): Bytes => [
  ...[...u16(width), ...u16(height), hasPalette ? 0x81 : 0, 0, 0],
  ...(hasPalette ? COLOURS : []),
];

export const control = (delay: number, disposal = 0, transparent = -1): Bytes => [
  ...[0x21, 0xf9, 4, (disposal << 2) | (transparent >= 0 ? 1 : 0), ...u16(delay)],
  ...[Math.max(0, transparent), 0],
];

export function image(options: ImageOptions = {}): Bytes {
  const { left = 0, top = 0, width = 4, height = 4, colour = 0, codeSize = 2, interlaced } = options;
  const data = options.data ?? lzw(width, height, () => colour, codeSize);
  const place = [left, top, width, height].flatMap(u16);
  return [0x2c, ...place, interlaced ? 0x40 : 0, codeSize, ...(options.blocks ?? subBlocks(data))];
}

export const lzw = (
  width: number,
  height: number,
  colour: (x: number, y: number) => number,
  codeSize = 2,
): Bytes => [
  ...writeLzw(
    Uint8Array.from({ length: width * height }, (_, i) => colour(i % width, Math.floor(i / width))),
    codeSize,
  ),
];

/** No row and no column like the one beside it. */
export const pattern = (x: number, y: number): number => (x * 7 + y * 13 + ((x * y) % 5)) % 4;

export function subBlocks(data: Bytes): Bytes {
  const blocks: number[] = [];
  for (let at = 0; at < data.length; at += 255) {
    const part = data.slice(at, at + 255);
    blocks.push(part.length, ...part);
  }
  return [...blocks, 0];
}

export const application = (name: string, ...blocks: Bytes[]): Bytes => [
  ...[0x21, 0xff, name.length, ...Buffer.from(name)],
  ...blocks.flatMap((block) => [block.length, ...block]),
  0,
];

export const loop = (count: number, name = "NETSCAPE2.0"): Bytes => application(name, [1, ...u16(count)]);

export const trailer: Bytes = [0x3b];

export const u16 = (value: number): [number, number] => [value & 255, value >> 8];
