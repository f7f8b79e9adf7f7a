import { crc32, deflateSync } from "node:zlib";
import sharp, { type Sharp } from "sharp";

export type Colour = readonly [number, number, number, number];

export const red: Colour = [255, 0, 0, 255];
export const green: Colour = [0, 255, 0, 255];
export const blue: Colour = [0, 0, 255, 255];
export const clear: Colour = [0, 0, 0, 0];

const SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

export function pngChunk(type: string, data: Uint8Array = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  return Buffer.concat([u32(data.length), body, u32(crc32(body))]);
}

export const pngOf = (...chunks: Buffer[]): Buffer => Buffer.concat([SIGNATURE, ...chunks]);

export const pngHeader = (width: number, height: number, interlaced = 0): Buffer =>
  pngChunk("IHDR", Buffer.concat([u32(width), u32(height), Buffer.from([8, 6, 0, 0, interlaced])]));

/** Packed rows of one colour. */
export function rows(width: number, height: number, colour: Colour): Buffer {
  const row = Buffer.concat([Buffer.from([0]), ...Array<Buffer>(width).fill(Buffer.from(colour))]);
  return deflateSync(Buffer.concat(Array<Buffer>(height).fill(row)));
}

export interface ApngFrame {
  colour: Colour;
  left?: number;
  top?: number;
  width?: number;
  height?: number;
  /** In milliseconds. */
  delay?: number;
  dispose?: 0 | 1 | 2;
  blend?: 0 | 1;
}

interface ApngOptions {
  width?: number;
  height?: number;
  plays?: number;
  /** A picture that is no frame, for what knows no animation. */
  hidden?: Colour;
}

export function apng(frames: ApngFrame[], options: ApngOptions = {}): Buffer {
  const { width = 8, height = 6, plays = 0, hidden } = options;
  const chunks = [
    pngHeader(width, height),
    pngChunk("acTL", Buffer.concat([u32(frames.length), u32(plays)])),
  ];
  if (hidden) chunks.push(pngChunk("IDAT", rows(width, height, hidden)));
  let sequence = 0;
  for (const [i, frame] of frames.entries()) {
    const look = { left: 0, top: 0, width, height, ...frame };
    chunks.push(frameControl(sequence++, look));
    const data = rows(look.width, look.height, look.colour);
    chunks.push(
      i === 0 && !hidden ? pngChunk("IDAT", data) : pngChunk("fdAT", Buffer.concat([u32(sequence++), data])),
    );
  }
  return pngOf(...chunks, pngChunk("IEND"));
}

export function frameControl(
  sequence: number,
  {
    left = 0,
    top = 0,
    width = 1,
    height = 1,
    delay = 100,
    dispose = 0,
    blend = 0,
  }: Omit<ApngFrame, "colour">,
): Buffer {
  const numbers = [sequence, width, height, left, top].map(u32);
  return pngChunk("fcTL", Buffer.concat([...numbers, u16(delay), u16(1000), Buffer.from([dispose, blend])]));
}

/** Red at the left above, green at the right above, blue at the left below, white at the right below. */
export function quarters(width: number, height: number): Buffer {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const colours = [red, green, blue, [255, 255, 255]];
      const colour = colours[(y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1)]!;
      for (let channel = 0; channel < 3; channel++) pixels[(y * width + x) * 3 + channel] = colour[channel]!;
    }
  return pixels;
}

export const quartered = (width: number, height: number): Sharp =>
  sharp(quarters(width, height), { raw: { width, height, channels: 3 } });

/** Soft at every scale, as photos are, and not small when it is packed. */
export async function photo(width: number, height: number): Promise<Sharp> {
  const noise = Buffer.alloc(64 * 48 * 3);
  for (let i = 0, seed = 7; i < noise.length; i++) {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    noise[i] = seed >> 16;
  }
  const pixels = sharp(noise, { raw: { width: 64, height: 48, channels: 3 } });
  const data = await pixels.resize(width, height, { kernel: "cubic", fit: "fill" }).raw().toBuffer();
  return sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
}

/** What JPEG, PNG and WebP files from phones carry along. */
export const secrets = {
  IFD0: { Copyright: "SECRET-EXIF", Make: "SECRET-MAKE" },
  IFD3: { GPSLatitude: "52/1 31/1 12/1", GPSLatitudeRef: "N" },
};

export const ftyp = (brand: string, ...others: string[]): Buffer => {
  const body = Buffer.concat([Buffer.from(`ftyp${brand}`), u32(0), Buffer.from(others.join(""))]);
  return Buffer.concat([u32(body.length + 4), body, Buffer.alloc(64)]);
};

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
