import { NO_COLOUR, type SentFrame } from "./gif-format.js";
import { PASSES, sentRows } from "./interlaced-rows.js";

const COLOURS = 256;

export interface Pixels {
  width: number;
  height: number;
  indices: Uint8Array;
  transparent: number;
}

export function toShownPixels(frame: SentFrame, indices: Uint8Array, count: number): Pixels | undefined {
  const { width } = frame;
  const isComplete = count === indices.length;
  const transparent = isComplete ? frame.transparent : findFree(frame, indices, count);
  // Without a free colour for what is missing of the last row, all of it is left out.
  const known = transparent === NO_COLOUR ? count - (count % width) : count;
  if (known === 0) return undefined;
  if (!frame.interlaced) {
    const height = Math.ceil(known / width);
    const shown = indices.subarray(0, width * height);
    if (!isComplete) shown.fill(transparent, known);
    return { width, height, indices: shown, transparent };
  }
  return { ...deinterlace(frame, indices, known, transparent), transparent };
}

function deinterlace(frame: SentFrame, sent: Uint8Array, known: number, transparent: number) {
  const { width } = frame;
  const rows = sentRows(frame.height);
  const complete = Math.floor(known / width);
  const isInFirstPass = complete * PASSES[0]!.step < frame.height;
  const height = isInFirstPass
    ? Math.ceil(known / width - complete) + complete * PASSES[0]!.step
    : frame.height;
  const indices = new Uint8Array(width * height).fill(Math.max(0, transparent));
  const sentAt = new Map(rows.slice(0, Math.ceil(known / width)).map((row, at) => [row, at * width]));
  let above = 0;
  for (let row = 0; row < height; row++) {
    const isCovered = row < complete * PASSES[0]!.step;
    if (isCovered) indices.copyWithin(row * width, above * width, (above + 1) * width);
    const from = sentAt.get(row);
    if (from === undefined) continue;
    indices.set(sent.subarray(from, Math.min(from + width, known)), row * width);
    if (from + width <= known) above = row;
  }
  return { width, height, indices };
}

function findFree({ transparent }: SentFrame, indices: Uint8Array, count: number): number {
  if (transparent !== NO_COLOUR) return transparent;
  const isUsed = new Uint8Array(COLOURS);
  for (let at = 0; at < count; at++) isUsed[indices[at]!] = 1;
  return isUsed.indexOf(0);
}

export function crop(pixels: Pixels, left: number, top: number, screen: { width: number; height: number }) {
  const width = Math.min(pixels.width, screen.width - left);
  const height = Math.min(pixels.height, screen.height - top);
  if (width === pixels.width)
    return { ...pixels, height, indices: pixels.indices.subarray(0, width * height) };
  const indices = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const from = row * pixels.width;
    indices.set(pixels.indices.subarray(from, from + width), row * width);
  }
  return { ...pixels, width, height, indices };
}
