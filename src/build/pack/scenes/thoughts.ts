import { amber, iris, mint, orchid, sky } from "../characters/cast.js";
import { chip } from "../characters/chip.js";
import { open, pointing } from "../characters/hands.js";
import { gold, ink, paper } from "../drawing/colour.js";
import { day, FLOOR, type Scene, scene, shadow } from "../drawing/scene.js";
import { circle, fade, move, oval, put, scale } from "../drawing/shapes.js";
import { exclamation, puff, question, rays } from "../drawing/signs.js";
import { bulb, iceCream, scoop } from "../drawing/things.js";
import { along, between, blink, hump, over, rush, settle, swing, times } from "../drawing/timing.js";

const shrug = scene(day(335), [1.6, 0.45], (t, ground) => {
  const up = along(t, [0.04, 0], [0.14, -0.15], [0.3, 1, over], [0.68, 1], [0.84, 0]);
  const hand = (side: number) => ({
    x: side * (70 + up * 20),
    y: 32 - up * 44,
    bend: 8 - up * 26,
    behind: true,
    ...(up > 0.3 && { drawn: open(orchid, side) }),
  });
  const who = chip(orchid, {
    tilt: up * 5,
    stretch: 1 + up * 0.04,
    turned: [up * 5, up * -3],
    look: [up, -up * 0.4],
    mouth: up > 0.4 ? "smirk" : "small",
    brows: { left: -10 * up, right: -16 * up, y: -5 * up },
    left: hand(-1),
    right: hand(1),
    onTop: put(0, -88, up, up * -5, question(orchid.edge)),
  });
  return shadow(ground, 120, 72) + who;
});

const thinking = scene(day(90), [2.4, 0.62], (t, ground) => {
  const side = along(t, [0.1, 0], [0.2, 1], [0.72, 1], [0.84, 0]);
  const tap = Math.abs(swing(t, 3)) * side;
  const dots = times(3, (i) => circle(i * 17 - 17, 0, between(t, 0.3 + i * 0.12, 0.84) ? 5.5 : 0, ink)).join(
    "",
  );
  const cloud = along(t, [0.14, 0], [0.3, 1, over], [0.84, 1], [0.94, 0, rush]);
  const bubbles =
    circle(158, 84, 6 * Math.min(1, cloud * 1.6), paper) +
    circle(170, 68, 9 * Math.min(1, cloud * 1.2), paper) +
    put(182, 38, cloud, 0, oval(0, 0, 42, 25, paper), dots);
  const who = chip(amber, {
    x: 108,
    tilt: side * 3,
    turned: [side * 7, side * -5],
    look: [side, -side],
    mouth: side > 0.5 ? "flat" : "small",
    brows: { left: -6 * side, right: 12 * side, y: -3 * side },
    lid: blink(t, 0.95),
    left: { x: -70 + side * 56, y: 32 + side * 12 - tap * 5, bend: 8 + side * 18 },
    right: { x: 70 - side * 40, y: 30 + side * 18, bend: 8 + side * 14 },
  });
  return shadow(ground, 108, 72) + who + bubbles;
});

const idea = scene(day(285), [1.76, 0.55], (t, ground) => {
  const pop = along(t, [0.2, 0], [0.38, 1, over], [0.84, 1], [0.94, 0, rush]);
  const lit = between(t, 0.34, 0.86);
  const jump = hump(t, 0.24, 0.48) * 18;
  const shine = lit ? put(120, 46, 1, 0, rays(9, 36, 44 + swing(t, 4) * 3, gold, 6)) : "";
  const who = chip(iris, {
    lift: jump,
    stretch: 1 - hump(t, 0.1, 0.28) * 0.1 + jump / 260,
    look: lit ? [0, -1] : [-0.6, -0.5],
    eyes: lit ? "wide" : "open",
    mouth: lit ? "laugh" : "flat",
    mouthSize: 0.7,
    turned: [0, lit ? -4 : 2],
    right: {
      x: 70 + pop * 16,
      y: 30 - pop * 58,
      bend: 8 + pop * 8,
      behind: true,
      ...(lit && { drawn: pointing(iris) }),
    },
  });
  return shadow(ground, 120, 72, jump) + shine + put(120, 46, pop, 0, bulb(lit)) + who;
});

const wow = scene(day(190), [1.6, 0.45], (t, ground) => {
  const big = along(t, [0.04, 0], [0.14, -0.4], [0.28, 1, over], [0.74, 1], [0.9, 0]);
  const glints = times(4, (i) => {
    const [x, y] = [
      [34, 70],
      [206, 58],
      [44, 150],
      [204, 142],
    ][i]!;
    const shine = hump(t, 0.24 + i * 0.09, 0.62 + i * 0.09);
    return put(x!, y!, shine * (i < 2 ? 1 : 0.7), 0, rays(4, 2, 14, paper, 6));
  }).join("");
  const who = chip(mint, {
    stretch: 1 + big * 0.12,
    eyes: big > 0.4 ? "wide" : "open",
    mouth: "o",
    mouthSize: 0.5 + Math.max(0, big) * 1,
    turned: [0, -big * 6],
    brows: { left: -8, right: -8, y: -big * 8 },
    blush: big < 0.4,
    left: { x: -70 + big * 22, y: 32 - big * 10, bend: 8 + big * 22 },
    right: { x: 70 - big * 22, y: 32 - big * 10, bend: 8 + big * 22 },
  });
  return shadow(ground, 120, 68) + who + glints;
});

const mindBlown = scene(day(50), [1.6, 0.5], (t, ground) => {
  const swell = along(t, [0.04, 0], [0.3, 1, rush], [0.36, -1.2, settle], [0.8, -0.5], [0.94, 0, over]);
  const shake = between(t, 0.12, 0.32) ? swing(t, 14) * 3 : 0;
  const out = along(t, [0.32, 0], [0.66, 1, settle], [0.72, 1], [0.92, 0]);
  const cells = times(9, (i) => {
    const angle = (-165 + (i * 150) / 8) * (Math.PI / 180);
    const far = out * (74 + (i % 3) * 20);
    const size = out > 0.04 ? 1 : 0;
    const cell = `<rect x="-10" y="-10" width="20" height="20" rx="5" fill="${[sky.body, sky.mark, amber.body][i % 3]}"/>`;
    return put(120 + Math.cos(angle) * far, 104 + Math.sin(angle) * far, size, out * (i - 4) * 40, cell);
  }).join("");
  const boom = hump(t, 0.31, 0.56);
  const smoke = put(120, 84, boom * 2.6, 0, puff()) + put(102, 92, boom * 1.8, 180, puff());
  const who = chip(sky, {
    x: 120 + shake,
    stretch: 1 + swell * 0.12,
    blush: false,
    turned: [0, 6],
    eyes: between(t, 0.1, 0.86) ? "wide" : "open",
    mouth: t > 0.32 && t < 0.86 ? "o" : "wobble",
    mouthSize: 1.1,
    left: { x: -70 + out * 14, y: 30 - out * 62, bend: 12, behind: out < 0.1 },
    right: { x: 70 - out * 14, y: 30 - out * 62, bend: 12, behind: out < 0.1 },
  });
  return shadow(ground, 120, 72) + smoke + cells + who;
});

const oops = scene(day(235), [2, 0.62], (t, ground) => {
  const fall = along(t, [0.26, 0], [0.42, 1, rush]);
  const again = along(t, [0.88, 0], [0.98, 1, over]);
  const falls = t < 0.42;
  const tip = hump(t, 0.14, 0.34);
  const gone = t >= 0.42 && t < 0.88;
  const splat = along(t, [0.42, 0], [0.5, 1, over], [0.84, 1], [0.92, 0, rush]);
  const top = falls ? put(tip * 8 + fall * 26, -44 + fall * 128, 1, tip * 24 + fall * 60, scoop()) : "";
  const fresh = put(0, -44, t > 0.88 ? again : 0, 0, scoop());
  const who = chip(iris, {
    x: 104,
    tilt: gone ? 2 : -tip * 3,
    turned: gone ? [10, 5] : [6, 0],
    look: gone ? [1, 1] : falls && t > 0.26 ? [1, 0.8] : [0.6, -0.2],
    eyes: between(t, 0.26, 0.86) ? "wide" : "happy",
    mouth: gone ? "wobble" : t > 0.2 && t < 0.42 ? "o" : "grin",
    mouthSize: 0.9,
    ...(gone && { brows: { left: -14, right: -14 } }),
    left: { x: -70 + (gone ? 36 : 0), y: 30 + (gone ? 4 : 0), bend: 8 + (gone ? 18 : 0), behind: !gone },
    right: {
      x: 80,
      y: 16,
      bend: 8,
      behind: true,
      drawn: move(0, 0, iceCream(), circle(0, 2, 13, iris.edge), top, fresh),
    },
  });
  const puddle = move(
    212,
    FLOOR - 2,
    scale(splat, splat, oval(0, 2, 26, 8, "#ffa9bd"), oval(-2, -3, 15, 9, "#ffa9bd")),
  );
  const cry = fade(gone ? 1 : 0, put(196, 74, hump(t, 0.44, 0.86) * 1.2, 8, exclamation(iris.edge)));
  return shadow(ground, 104, 72) + who + puddle + cry;
});

export const thoughts = { shrug, thinking, idea, wow, "mind-blown": mindBlown, oops } satisfies Record<
  string,
  Scene
>;
