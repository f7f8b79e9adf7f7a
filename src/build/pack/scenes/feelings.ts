import { amber, cherry, iris, leaf, mint, sky } from "../characters/cast.js";
import { chip } from "../characters/chip.js";
import { ink, oklch, paper } from "../drawing/colour.js";
import { day, FLOOR, type Scene, scene, shadow } from "../drawing/scene.js";
import { d, fade, line, move, oval, put, shape, soft } from "../drawing/shapes.js";
import { drop, exclamation, puff, star, zed } from "../drawing/signs.js";
import { sunglasses } from "../drawing/things.js";
import { along, between, hump, linear, loop, over, rush, settle, swing, times } from "../drawing/timing.js";

const laugh = scene(day(85), [1.12, 0.3], (t, ground) => {
  const shake = Math.abs(swing(t, 2));
  const rock = swing(t, 1) * 5;
  const tears = times(4, (i) => {
    const p = loop(t * 2 + (i > 1 ? 0.5 : 0));
    const side = i % 2 ? 1 : -1;
    const y = 112 - hump(p, 0, 1.3) * 34 + p * 34;
    return put(120 + side * (60 + p * 40), y, (1 - p) * 1.1, side * (50 - p * 90), drop());
  }).join("");
  const who = chip(amber, {
    tilt: rock,
    stretch: 0.95 + shake * 0.08,
    eyes: "squeezed",
    turned: [rock * 0.4, -8 - shake * 4],
    mouth: "laugh",
    mouthSize: 0.95 + shake * 0.25,
    left: { x: -40, y: 50, bend: 28 },
    right: { x: 40, y: 50, bend: 28 },
  });
  return shadow(ground, 120, 72) + who + tears;
});

const cry = scene(day(75), [1.44, 0.4], (t, ground) => {
  const sob = Math.abs(swing(t, 1.5)) * 1;
  const stream = (side: number) => {
    const top = FLOOR - 68;
    const path = d`M${120 + side * 24} ${top}Q${120 + side * 44} ${top - 6} ${120 + side * 54} ${top + 30}T${120 + side * 64} ${FLOOR}`;
    const beads = times(3, (i) => {
      const p = loop(t * 3 + i / 3);
      return put(
        120 + side * (38 + p * 26),
        top + 2 + p * p * 66 - hump(p) * 6,
        0.55,
        side * -20 * (1 - p),
        drop("#79c7f7"),
      );
    }).join("");
    return line(path, "#c4e9ff", 14) + beads;
  };
  const puddle = oval(120, FLOOR + 2, 80 + sob * 4, 9, "#c4e9ff");
  const who = chip(sky, {
    stretch: 0.96 + sob * 0.05,
    eyes: "shut",
    mouth: "laugh",
    mouthSize: 0.55 + sob * 0.25,
    turned: [0, -4],
    brows: { left: -18, right: -18 },
    blush: false,
    left: { x: -66, y: 44, behind: true },
    right: { x: 66, y: 44, behind: true },
  });
  return shadow(ground, 120, 92) + puddle + who + stream(-1) + stream(1);
});

const angry = scene(day(25), [1.44, 0.6], (t, ground) => {
  const heat = along(t, [0, 0], [0.36, 1], [0.84, 1], [0.98, 0]);
  const shake = heat > 0.6 ? swing(t, 9) * 2.5 : 0;
  const red = {
    ...cherry,
    body: oklch(0.68 - heat * 0.06, 0.15 + heat * 0.05, 14 + heat * 10),
    edge: oklch(0.55 - heat * 0.06, 0.14 + heat * 0.04, 14 + heat * 10),
  };
  const steam = (side: number) =>
    times(2, (i) => {
      const p = loop(t * 2 + i * 0.5);
      const away = 76 + p * 30;
      return heat > 0.7 ? put(120 + side * away, 84 - p * 26, hump(p) * 1.1, side * 20, puff()) : "";
    }).join("");
  const who = chip(red, {
    x: 120 + shake,
    stretch: 1 - heat * 0.05 + hump(t, 0.3, 0.44) * 0.1,
    turned: [0, heat * 4],
    brows: { left: 8 + heat * 16, right: 8 + heat * 16, y: heat * 5 },
    mouth: heat > 0.5 ? "teeth" : "frown",
    blush: false,
    left: { x: -74, y: 26 - heat * 20, bend: 8 - heat * 20, behind: true },
    right: { x: 74, y: 26 - heat * 20, bend: 8 - heat * 20, behind: true },
  });
  return shadow(ground, 120, 72) + steam(-1) + steam(1) + who;
});

const cool = scene(day(168), [2, 0.7], (t, ground) => {
  const fall = along(t, [0.1, 0], [0.3, 1, rush], [0.88, 1], [0.98, 0, rush]);
  const hit = hump(t, 0.28, 0.46);
  const nod = along(t, [0.46, 0], [0.56, 1], [0.8, 1], [0.9, 0]);
  const glasses = fall > 0 ? move(nod * 4, -118 + fall * 106 + hit * 4, sunglasses()) : "";
  const glint = hump(t, 0.56, 0.78);
  const who = chip(mint, {
    tilt: nod * -5,
    stretch: 1 - hit * 0.07,
    turned: [nod * 4, hit * 4],
    look: [0, between(t, 0.04, 0.28) ? -1 : 0],
    mouth: fall > 0.9 ? "smirk" : "small",
    onTop: glasses,
    left: { x: -70 + nod * 22, y: 30 + nod * 14, bend: 8 + nod * 20, behind: nod < 0.3 },
    right: { x: 70 - nod * 22, y: 30 + nod * 14, bend: 8 + nod * 20, behind: nod < 0.3 },
  });
  return shadow(ground, 120, 72) + who + put(166, 98, glint, glint * 45, star(paper));
});

const facepalm = scene(day(335), [1.92, 0.5], (t, ground) => {
  const raise = along(t, [0.06, 0], [0.2, 1.12], [0.28, 1, rush], [0.74, 1], [0.9, 0]);
  const slap = hump(t, 0.26, 0.44);
  const drag = along(t, [0.36, 0], [0.68, 1], [0.9, 0]);
  const covered = raise > 0.9;
  const who = chip(iris, {
    stretch: 1 - slap * 0.09 - drag * 0.03,
    tilt: -slap * 3 + drag * 3,
    turned: [drag * 2, slap * 4 + drag * 4],
    eyes: covered ? "shut" : "open",
    mouth: "frown",
    lid: covered ? 0 : 0.3,
    right: {
      x: 70 - raise * 66,
      y: 30 - raise * 64 + drag * 6 + slap * 4,
      bend: 8 + raise * 24,
      behind: raise < 0.2,
      drawn: bigPalm(raise),
    },
  });
  const sigh = hump(t, 0.52, 0.86);
  return shadow(ground, 120, 72) + who + fade(sigh, put(46 - sigh * 8, 150, sigh, 0, puff()));
});

const bigPalm = (size: number): string => {
  const fingers = "M-11 -4L-17 -22M-2 -8L-3 -27M8 -6L11 -23M10 4L21 -4";
  const middle = "M-17 0Q-16 -14 0 -14Q16 -14 15 2Q14 15 0 15Q-16 15 -17 0z";
  const rim = line(fingers, iris.body, 16) + soft(middle, iris.body, 7);
  return put(0, 0, 0.9 + size * 0.45, -24, rim, line(fingers, iris.edge, 9.5), shape(middle, iris.edge));
};

const sleepy = scene(day(130), [2.4, 0.5], (t, ground) => {
  const droop = along(t, [0, 0], [0.3, 0.5], [0.36, 0.4], [0.66, 1], [0.72, -0.3, settle], [0.86, 0, over]);
  const awake = between(t, 0.69, 0.9);
  const asleep = between(t, 0.36, 0.69);
  const zeds = times(3, (i) => {
    const p = along(t, [0.3 + i * 0.12, 0, linear], [0.72 + i * 0.12, 1, linear]);
    return between(t, 0.3 + i * 0.12, 0.69)
      ? put(160 + p * 44, 96 - p * 66, 0.5 + p * 0.45, 8, zed(leaf.edge))
      : "";
  }).join("");
  const alarm = put(196, 62, hump(t, 0.69, 0.9) * 1.3, 8, exclamation(ink));
  const who = chip(leaf, {
    tilt: droop * 9,
    stretch: 1 - droop * 0.05,
    turned: [droop * 8, droop * 12],
    mouth: awake ? "o" : "small",
    mouthSize: 0.7,
    eyes: awake ? "wide" : asleep ? "shut" : "open",
    lid: awake || asleep ? 0 : Math.min(0.72, 0.25 + droop),
    left: { x: -68, y: 34 + droop * 8, behind: true },
    right: { x: 68, y: 34 + droop * 8, behind: true },
  });
  return shadow(ground, 120, 72) + who + zeds + alarm;
});

export const feelings = { laugh, cry, angry, cool, facepalm, sleepy } satisfies Record<string, Scene>;
