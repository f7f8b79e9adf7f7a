import sharp from "sharp";

interface Film {
  width?: number;
  height?: number;
  /** In milliseconds, one a frame. */
  delays: number[];
  /** How often it is shown; 0 for without end. */
  loop?: number;
}

/** Colours that flow, as a film has them: animated WebP says it in a fraction of the bytes. */
export function film({ width = 320, height = 200, delays, loop = 0 }: Film): Promise<Buffer> {
  const look = { width, height, delays, loop };
  return draw(look, (frame, x, y) => {
    const value = 128 + 60 * Math.sin((x + frame * 6) / 40) + 40 * Math.cos((y - frame * 4) / 30);
    return [value, 255 - value, (value * 1.3) & 255];
  });
}

/** Black and white without any pattern, which no format makes smaller, and a square that moves. */
export function noise(): Promise<Buffer> {
  const side = 500;
  return draw({ width: side, height: side, delays: [100, 100, 100], loop: 0 }, (frame, x, y) => {
    if (y < 20 && Math.floor(x / 20) === frame) return [255, 0, 0];
    const mixed = Math.imul((y * side + x) ^ 0x5bd1e995, 0x9e3779b1);
    const value = (mixed ^ (mixed >>> 15) ^ (mixed >>> 7)) & 1 ? 255 : 0;
    return [value, value, value];
  });
}

type Draw = (frame: number, x: number, y: number) => [number, number, number];

function draw({ width, height, delays, loop }: Required<Film>, colourOf: Draw): Promise<Buffer> {
  const frames = delays.length;
  const pixels = Buffer.alloc(width * height * 3 * frames);
  for (let i = 0; i < width * height * frames; i++) {
    const [frame, x, y] = [Math.floor(i / (width * height)), i % width, Math.floor(i / width) % height];
    pixels.set(
      colourOf(frame, x, y).map((value) => value & 255),
      i * 3,
    );
  }
  const raw = { width, height: height * frames, channels: 3 as const, pageHeight: height };
  return sharp(pixels, { raw }).gif({ delay: delays, loop, effort: 2 }).toBuffer();
}

export interface WebpTiming {
  loops: number;
  durations: number[];
}

/** Reads the chunks `ANIM` and `ANMF`. */
export function timingOf(webp: Buffer): WebpTiming {
  const timing: WebpTiming = { loops: -1, durations: [] };
  for (let at = 12; at < webp.length; ) {
    const [name, size] = [webp.toString("latin1", at, at + 4), webp.readUInt32LE(at + 4)];
    if (name === "ANIM") timing.loops = webp.readUInt16LE(at + 12);
    if (name === "ANMF") timing.durations.push(webp.readUIntLE(at + 20, 3));
    at += 8 + size + (size & 1);
  }
  return timing;
}
