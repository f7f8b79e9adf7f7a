import { toAvatarPattern } from "../../../shared/render/avatar-pattern.js";
import { oklch } from "../drawing/colour.js";
import { FLOOR } from "../drawing/scene.js";
import { box, circle, d, line, move, oval, scale, shape, skew, turn } from "../drawing/shapes.js";
import { brow, type Eyes, eye } from "./eyes.js";
import { type Mouth, mouth } from "./mouths.js";

/** A person as the pages draw one: a hue and a pattern. */
export interface Person {
  body: string;
  edge: string;
  mark: string;
  blush: string;
  pattern: string;
}

export const person = (hue: number, id: string, lightness = 0.7): Person => ({
  body: oklch(lightness, 0.15, hue),
  edge: oklch(lightness - 0.13, 0.14, hue),
  mark: oklch(lightness + 0.055, 0.13, hue),
  blush: hue > 110 && hue < 200 ? oklch(lightness + 0.02, 0.12, 45) : oklch(lightness - 0.01, 0.18, 12),
  pattern: toAvatarPattern(id),
});

interface Face {
  eyes?: Eyes;
  mouth?: Mouth;
  mouthSize?: number;
  look?: [x: number, y: number];
  lid?: number;
  brows?: { left: number; right: number; y?: number };
  wink?: "left" | "right";
  /** How far the face is turned to a side, up or down. */
  turned?: [x: number, y: number];
  blush?: boolean;
}

interface Hand {
  x: number;
  y: number;
  bend?: number;
  behind?: boolean;
  drawn?: string;
}

interface Pose extends Face {
  x?: number;
  lift?: number;
  size?: number;
  /** Where it stands, instead of on the floor. */
  y?: number;
  /** Taller than 1 is narrower, too. */
  stretch?: number;
  tilt?: number;
  lean?: number;
  left?: Hand;
  right?: Hand;
  /** How far each foot is away from its place. */
  feet?: [left: [x: number, y: number], right: [x: number, y: number]];
  onTop?: string;
  behind?: string;
}

const BODY = { half: 62, height: 116, middle: 68 };

const restingHand: Hand = { x: 70, y: 30, bend: 8, behind: true };

/** Hands and face count from the middle of the body; everything bends around the feet. */
export function chip(who: Person, pose: Pose): string {
  const { x = 120, lift = 0, size = 1, stretch = 1, tilt = 0, lean = 0 } = pose;
  const left = pose.left ?? { ...restingHand, x: -restingHand.x };
  const right = pose.right ?? restingHand;
  const arms: [Hand, number][] = [
    [left, -1],
    [right, 1],
  ];
  const draw = (behind: boolean) =>
    arms.map(([hand, side]) => (Boolean(hand.behind) === behind ? arm(who, hand, side) : "")).join("");
  const upper = [pose.behind ?? "", draw(true), trunk(who), face(who, pose), draw(false), pose.onTop ?? ""];
  const wide = size / Math.sqrt(stretch);
  return move(
    x,
    (pose.y ?? FLOOR) - lift,
    turn(
      tilt,
      scale(size, size, feet(who, pose)),
      skew(lean, scale(wide, size * stretch, move(0, -BODY.middle, ...upper))),
    ),
  );
}

function feet(
  who: Person,
  {
    feet = [
      [0, 0],
      [0, 0],
    ],
  }: Pose,
): string {
  return feet
    .map(([dx, dy], i) => {
      const x = i ? 25 : -25;
      return (
        line(d`M${x} -18L${x + dx} ${dy - 7}`, who.edge, 16) +
        oval(x + dx + (i ? 3 : -3), dy - 6, 15, 8, who.edge)
      );
    })
    .join("");
}

function trunk({ body, edge, mark, pattern }: Person): string {
  const { half } = BODY;
  return (
    box({ x: -half, y: -58, w: half * 2, h: 116, r: 33 }, edge) +
    box({ x: -half, y: -58, w: half * 2, h: 108, r: 32 }, body) +
    move(-half + 3, -61, scale(6.5, 6.3, shape(pattern, mark)))
  );
}

function face(who: Person, pose: Face): string {
  const [tx, ty] = pose.turned ?? [0, 0];
  const [gx, gy] = pose.look ?? [0, 0];
  const kind = pose.eyes ?? "open";
  const brows = pose.brows;
  const eyes = [-1, 1].map((side) => {
    const angle = side < 0 ? brows?.left : brows?.right;
    return move(
      side * 25,
      0,
      eye(
        pose.wink === (side < 0 ? "left" : "right") ? "happy" : kind,
        side,
        { x: gx, y: gy },
        pose.lid ?? 0,
      ),
      brows ? brow(side, angle ?? 0, -21 + (brows.y ?? 0)) : "",
    );
  });
  const cheeks = pose.blush === false ? "" : oval(-43, 15, 9, 6, who.blush) + oval(43, 15, 9, 6, who.blush);
  const turned = scale(1 - Math.abs(tx) / 90, 1, ...eyes, cheeks);
  return move(tx, -10 + ty, turned, move(tx * 0.15, 20, mouth(pose.mouth ?? "smile", pose.mouthSize)));
}

function arm(who: Person, hand: Hand, side: number): string {
  const [sx, sy] = [side * (BODY.half - 8), 12];
  const bend = (hand.bend ?? 10) * side;
  const length = Math.hypot(hand.x - sx, hand.y - sy) || 1;
  const mx = (sx + hand.x) / 2 - ((hand.y - sy) / length) * bend * -1;
  const my = (sy + hand.y) / 2 + ((hand.x - sx) / length) * bend;
  const path = d`M${sx} ${sy}Q${mx} ${my} ${hand.x} ${hand.y}`;
  // Tells an arm from the body behind it.
  const rim = hand.behind ? "" : line(path, who.body, 22) + circle(hand.x, hand.y, 17, who.body);
  const palm = hand.drawn ? move(hand.x, hand.y, hand.drawn) : circle(hand.x, hand.y, 13.5, who.edge);
  return rim + line(path, who.edge, 15) + palm;
}
