import { type CleanFrame, disposals, type GifLook, toShownMs } from "../codec/gif-format.js";
import { sentRows } from "../codec/interlaced-rows.js";
import { readLzw } from "../codec/lzw-reader.js";
import { joinSubBlocks } from "../codec/sub-blocks.js";
import { toLooks } from "./alike.js";
import { toDifferenceHash, toGrey, toGrid } from "./difference-hash.js";

type Gif = GifLook<CleanFrame>;

const STEP = 14;
const grid = toGrid(STEP);
const POINTS = grid.width * grid.height;
const WHITE = 255;
const COLOURS = 256;
/** Of the bytes of a file, for each frame that is looked at. */
const MOST_SHARE = 0.05;
const MOST_BYTES = 24_000;
/** To look for a point takes a fraction of the time of reading a byte. */
const POINTS_PER_BYTE = 4;

/** Of the first frame, one in the middle and the last, or of the only one. */
export function readGifLooks(gif: Gif): string[] | undefined {
  const { frames } = gif;
  const painter = new FramePainter(gif);
  const shown = frames.length === 1 ? [0] : [0, findMiddle(frames), frames.length - 1];
  return toLooks(shown.map((at) => toDifferenceHash(painter.paint(at), STEP)));
}

// Paints a frame at some thousand points: what is drawn last comes first, and frames before it only where these do not
// cover it. Frames that draw most of the picture have many bytes, and few of them cover it; others have few bytes. Where
// this reads too much, the first frame stands for what is left.
class FramePainter {
  readonly #gif: Gif;
  readonly #columns: number[];
  readonly #rows: number[];
  readonly #mostBytes: number;
  readonly #first: Uint8Array;
  readonly #isOpen = new Uint8Array(POINTS);
  #open = 0;

  constructor(gif: Gif) {
    this.#gif = gif;
    this.#columns = spread(grid.width, gif.width);
    this.#rows = spread(grid.height, gif.height);
    const bytes = gif.frames.reduce((sum, { blocks }) => sum + blocks.length, 0);
    this.#mostBytes = Math.max(MOST_BYTES, bytes * MOST_SHARE);
    this.#first = this.#begin();
    this.#draw(this.#first, gif.frames[0]!);
  }

  paint(target: number): Uint8Array {
    if (target === 0) return this.#first;
    const greys = this.#begin();
    let bytes = this.#mostBytes;
    for (let at = target; at > 0 && bytes > 0 && this.#open > 0; at--) {
      const frame = this.#gif.frames[at]!;
      if (at !== target && frame.disposal === disposals.clear) this.#close(frame);
      else if (at === target || frame.disposal !== disposals.restore) bytes -= this.#draw(greys, frame);
    }
    const [first] = this.#gif.frames;
    if (first!.disposal >= disposals.clear) this.#close(first!);
    for (const [point, isOpen] of this.#isOpen.entries()) if (isOpen) greys[point] = this.#first[point]!;
    return greys;
  }

  #begin(): Uint8Array {
    this.#isOpen.fill(1);
    this.#open = POINTS;
    return new Uint8Array(POINTS).fill(WHITE);
  }

  /** Where points are open. Returns what it cost. */
  #draw(greys: Uint8Array, frame: CleanFrame): number {
    const { blocks, codeSize, width, height, transparent, palette = this.#gif.palette } = frame;
    const { points, positions } = this.#find(frame);
    const values = new Uint8Array(points.length).fill(Math.max(0, transparent));
    const sample = { positions, values, clear: transparent };
    readLzw(joinSubBlocks(blocks, 0, blocks.length), codeSize, width * height, { sample });
    const levels = toGreys(palette);
    for (let i = 0; i < points.length; i++) {
      if (values[i] === transparent) continue;
      greys[points[i]!] = levels[values[i]!]!;
      this.#isOpen[points[i]!] = 0;
      this.#open--;
    }
    return blocks.length + points.length / POINTS_PER_BYTE;
  }

  /** The area of the frame is cleared before the next one. */
  #close(frame: CleanFrame): void {
    const { points } = this.#find(frame);
    for (const point of points) this.#isOpen[point] = 0;
    this.#open -= points.length;
  }

  /** The open points inside of a frame, and where they are among its pixels as these were sent. */
  #find({ left, top, width, height, interlaced }: CleanFrame): {
    points: Uint16Array;
    positions: Uint32Array;
  } {
    const columns = toLines(this.#columns, left, width);
    const rows = toLines(this.#rows, top, height);
    const sent = interlaced ? toSent(rows, height) : rows;
    const points = new Uint16Array(rows.length * columns.length);
    const positions = new Uint32Array(points.length);
    let count = 0;
    for (const row of sent)
      for (const column of columns) {
        const point = row.at * grid.width + column.at;
        if (!this.#isOpen[point]) continue;
        positions[count] = row.offset * width + column.offset;
        points[count++] = point;
      }
    return { points: points.subarray(0, count), positions: positions.subarray(0, count) };
  }
}

interface Line {
  at: number;
  offset: number;
}

const spread = (count: number, size: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * size) / count));

const toLines = (all: readonly number[], from: number, length: number): Line[] =>
  all
    .map((place, at) => ({ at, offset: place - from }))
    .filter(({ offset }) => offset >= 0 && offset < length);

function toSent(rows: readonly Line[], height: number): Line[] {
  const sentAt = new Uint16Array(height);
  for (const [offset, row] of sentRows(height).entries()) sentAt[row] = offset;
  const sent = rows.map(({ at, offset }) => ({ at, offset: sentAt[offset]! }));
  return sent.sort((a, b) => a.offset - b.offset);
}

/** The one that is shown when half of the time is over, and a little more: no rounding of times changes it. */
function findMiddle(frames: readonly CleanFrame[]): number {
  const times = frames.map(({ delay }) => toShownMs(delay));
  const total = times.reduce((a, b) => a + b, 0);
  let left = (total / 2) * (1 + 1 / (2 * frames.length));
  let at = 0;
  for (; left >= times[at]!; at++) left -= times[at]!;
  return at;
}

function toGreys(palette: Uint8Array | undefined): Uint8Array {
  const greys = new Uint8Array(COLOURS);
  if (!palette) return greys;
  for (let at = 0; at + 2 < palette.length; at += 3)
    greys[at / 3] = toGrey(palette[at]!, palette[at + 1]!, palette[at + 2]!);
  return greys;
}
