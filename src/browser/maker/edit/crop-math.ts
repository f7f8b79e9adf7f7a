import type { Crop, Size } from "../engine/types.js";

const MIN_SHARE = 0.1;

export const whole: Crop = { x: 0, y: 0, width: 1, height: 1 };

const clamp = (value: number, min: number, max: number): number => Math.min(Math.max(value, min), max);

/** The largest crop of these proportions, in the middle. */
export function fitCrop(size: Size, ratio: number): Crop {
  const share = (ratio * size.height) / size.width;
  const width = Math.min(1, share);
  const height = Math.min(1, 1 / share);
  return { x: (1 - width) / 2, y: (1 - height) / 2, width, height };
}

export const moveCrop = (crop: Crop, dx: number, dy: number): Crop => ({
  ...crop,
  x: clamp(crop.x + dx, 0, 1 - crop.width),
  y: clamp(crop.y + dy, 0, 1 - crop.height),
});

export interface Corner {
  x: 0 | 1;
  y: 0 | 1;
}

/** Moves one corner while the opposite one stays. `share` is the width for a height of 1, if that is fixed. */
export function resizeCrop(crop: Crop, corner: Corner, dx: number, dy: number, share?: number): Crop {
  const roomX = corner.x ? 1 - crop.x : crop.x + crop.width;
  const roomY = corner.y ? 1 - crop.y : crop.y + crop.height;
  let width = clamp(crop.width + (corner.x ? dx : -dx), MIN_SHARE, roomX);
  let height = clamp(crop.height + (corner.y ? dy : -dy), MIN_SHARE, roomY);
  if (share) {
    const wanted = Math.max(width, height * share, MIN_SHARE, MIN_SHARE * share);
    width = Math.min(wanted, roomX, roomY * share);
    height = width / share;
  }
  return {
    x: corner.x ? crop.x : crop.x + crop.width - width,
    y: corner.y ? crop.y : crop.y + crop.height - height,
    ...{ width, height },
  };
}
