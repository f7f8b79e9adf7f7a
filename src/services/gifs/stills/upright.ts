import type { Sharp } from "sharp";

/** By EXIF's orientation. sharp mirrors before it turns. */
const TURNS = [0, 0, 180, 180, 270, 90, 90, 270];
const MIRRORED = [2, 4, 5, 7];

export function turnUpright(picture: Sharp, orientation: number): Sharp {
  const turned = picture.rotate(TURNS[orientation - 1]);
  return MIRRORED.includes(orientation) ? turned.flop() : turned;
}
