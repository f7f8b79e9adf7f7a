import type { Colours } from "./colours.js";

const MOST_VISIBLE_COLOURS = 255;
const CHANNELS = [0, 1, 2];

export interface Palette {
  bytes: Uint8Array;
  transparent: number;
  codeSize: number;
  indexes: Uint8Array;
}

interface Box {
  bins: number[];
  channel: number;
  mean: number;
  error: number;
}

/** Splits the box with the largest error at its mean until there are enough colours. */
export function choosePalette(colours: Colours): Palette {
  const boxes = [toBox(colours, colours.used())];
  while (boxes.length < MOST_VISIBLE_COLOURS) {
    const worst = boxes.reduce((a, b) => (b.error > a.error ? b : a));
    if (worst.error <= 0) break;
    const { channel, mean } = worst;
    const halves = [true, false].map((isLow) =>
      toBox(
        colours,
        worst.bins.filter((bin) => colours.mean(channel, bin) <= mean === isLow),
      ),
    );
    boxes.splice(boxes.indexOf(worst), 1, ...halves);
  }
  return toPalette(colours, boxes);
}

function toBox(colours: Colours, bins: number[]): Box {
  const box: Box = { bins, channel: 0, mean: 0, error: 0 };
  if (bins.length < 2) return box;
  for (const channel of CHANNELS) {
    const mean = meanOf(colours, bins, channel);
    let error = 0;
    for (const bin of bins) error += colours.counts[bin]! * (colours.mean(channel, bin) - mean) ** 2;
    // After rounding, such a box could not be split.
    if (error > Math.max(box.error, 1e-6)) Object.assign(box, { channel, mean, error });
  }
  return box;
}

function meanOf(colours: Colours, bins: number[], channel: number): number {
  let [sum, count] = [0, 0];
  for (const bin of bins) {
    sum += colours.counts[bin]! * colours.mean(channel, bin);
    count += colours.counts[bin]!;
  }
  return count ? sum / count : 0;
}

function toPalette(colours: Colours, boxes: Box[]): Palette {
  const codeSize = Math.max(2, Math.ceil(Math.log2(boxes.length + 1)));
  const bytes = new Uint8Array(3 << codeSize);
  boxes.forEach(({ bins }, i) => {
    for (const channel of CHANNELS) bytes[3 * i + channel] = Math.round(meanOf(colours, bins, channel));
  });
  const indexes = new Uint8Array(colours.counts.length);
  for (const bin of colours.used()) indexes[bin] = nearest(colours, bin, bytes, boxes.length);
  return { bytes, transparent: boxes.length, codeSize, indexes };
}

function nearest(colours: Colours, bin: number, bytes: Uint8Array, count: number): number {
  const [red, green, blue] = [colours.mean(0, bin), colours.mean(1, bin), colours.mean(2, bin)];
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let i = 0, at = 0; i < count; i++, at += 3) {
    const distance = (bytes[at]! - red) ** 2 + (bytes[at + 1]! - green) ** 2 + (bytes[at + 2]! - blue) ** 2;
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
}
