import { FLOOR } from "../drawing/scene.js";
import { d, line, move, oval, scale, shape, turn } from "../drawing/shapes.js";
import { type CatFace, catHead, cream, fur, furShade } from "./cat-head.js";

interface CatPose extends CatFace {
  x?: number;
  lift?: number;
  size?: number;
  stretch?: number;
  /** Where the head is, away from its place. */
  head?: [x: number, y: number];
  /** From -1 to 1. */
  tail?: number;
  left?: Paw | undefined;
  right?: Paw | undefined;
  behind?: string;
  onTop?: string;
}

type Paw = readonly [x: number, y: number];

/** Sits and looks out of the picture. */
export function cat(pose: CatPose): string {
  const { x = 120, lift = 0, size = 1, stretch = 1, head = [0, 0] } = pose;
  const bent = pose.tail ?? 0;
  const tailPath = d`M30 -16C72 -6 ${86 + bent * 6} -30 ${76 + bent * 14} -66Q${74 + bent * 16} -78 ${82 + bent * 26} -84`;
  const trunk = "M0 -98C40 -98 58 -50 56 -22C55 -4 44 0 0 0C-44 0 -55 -4 -56 -22C-58 -50 -40 -98 0 -98z";
  const bib = "M0 -84C20 -80 26 -56 20 -38C15 -26 -15 -26 -20 -38C-26 -56 -20 -80 0 -84z";
  return move(
    x,
    FLOOR - lift,
    scale(
      size / Math.sqrt(stretch),
      size * stretch,
      pose.behind ?? "",
      line(tailPath, fur, 17),
      shape(trunk, fur),
      shape(bib, cream),
      foreleg(-1, pose.left),
      foreleg(1, pose.right),
      move(head[0], head[1] - 112, catHead(pose)),
      pose.onTop ?? "",
    ),
  );
}

function foreleg(side: number, paw?: Paw): string {
  if (!paw) {
    return line(d`M${side * 19} -46V-12`, furShade, 21) + oval(side * 20, -8, 15, 9.5, cream);
  }
  return raisedLeg(side, paw);
}

function raisedLeg(side: number, [px, py]: Paw): string {
  const [sx, sy] = [side * 30, -58];
  const path = d`M${sx} ${sy}Q${sx + side * 16} ${(sy + py) / 2 + 12} ${px} ${py}`;
  return line(path, furShade, 20) + oval(px, py, 17.5, 16.5, furShade) + paw(px, py);
}

/** The pads are towards us. */
const paw = (x: number, y: number, angle = 0): string =>
  move(
    x,
    y,
    turn(
      angle,
      oval(0, 0, 14, 13, cream),
      oval(0, 3.5, 5.5, 4.5, "#f49aa6"),
      [-7, 0, 7].map((dx) => oval(dx, dx ? -4 : -6.5, 2.6, 2.9, "#f49aa6")).join(""),
    ),
  );
