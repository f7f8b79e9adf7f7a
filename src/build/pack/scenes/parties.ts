import { amber, cherry, coral, iris, leaf, mint, orchid, sky } from "../characters/cast.js";
import { chip } from "../characters/chip.js";
import { gold } from "../drawing/colour.js";
import { day, type Scene, scene, shadow } from "../drawing/scene.js";
import { box, circle, move, put, scale } from "../drawing/shapes.js";
import { note, puff, spark } from "../drawing/signs.js";
import { cake, clover, flame, partyHat, trophy } from "../drawing/things.js";
import { along, between, hump, loop, over, rush, scatter, settle, swing, times } from "../drawing/timing.js";

const colours = [cherry.body, amber.body, mint.body, sky.body, iris.body];

/** Falls over and over, so that each loop begins as it ended. */
const confetti = (t: number, count: number): string =>
  times(count, (i) => {
    const p = loop(t + scatter(i, 3));
    const flip = Math.cos((p * 2 + scatter(i, 5)) * Math.PI * 2);
    const x = 14 + (i / count) * 220 + Math.sin(p * 6 + i) * 8;
    const piece = box({ x: -5, y: -4, w: 10, h: 8, r: 2 }, colours[i % colours.length]!);
    return move(x, -12 + p * 262, scale(1, 0.3 + Math.abs(flip) * 0.7, piece));
  }).join("");

const party = scene(day(320), [1.28, 0.3], (t, ground) => {
  const jump = Math.abs(swing(t, 1));
  const who = chip(mint, {
    size: 0.88,
    lift: jump * 20,
    tilt: swing(t, 1) * 4,
    stretch: 0.94 + jump * 0.1,
    turned: [0, -6],
    eyes: "happy",
    mouth: "laugh",
    mouthSize: 0.6 + jump * 0.3,
    behind: put(-8, -55, 1.1, -8, partyHat(iris.body)),
    left: { x: -74, y: 20 - jump * 70, bend: 10, behind: true },
    right: { x: 74, y: 20 - jump * 70, bend: 10, behind: true },
  });
  return shadow(ground, 120, 64, jump * 34) + confetti(t, 7) + who;
});

const congrats = scene(day(150), [1.6, 0.4], (t, ground) => {
  const up = along(t, [0, 0], [0.12, -0.15], [0.32, 1, over], [0.78, 1], [0.94, 0]);
  const jump = hump(t, 0.18, 0.44) * 12;
  const shine = times(3, (i) => {
    const [x, y] = [
      [44, 52],
      [198, 44],
      [206, 128],
    ][i]!;
    const p = hump(t, 0.34 + i * 0.12, 0.68 + i * 0.12);
    return put(x!, y!, p * 1.2, 0, spark());
  }).join("");
  const arm = { y: 34 - up * 118, bend: 10 + up * 8, behind: true };
  const who = chip(cherry, {
    size: 0.9,
    lift: jump,
    stretch: 1 - hump(t, 0.04, 0.24) * 0.08,
    eyes: up > 0.5 ? "happy" : "open",
    mouth: up > 0.4 ? "laugh" : "grin",
    mouthSize: 0.75,
    turned: [0, up * -5],
    left: { ...arm, x: -72 + up * 34 },
    right: { ...arm, x: 72 - up * 34 },
    behind: put(0, 4 - up * 90, 0.5 + up * 0.75, 0, trophy()),
  });
  return shadow(ground, 120, 70, jump) + confetti(t, 6) + shine + who;
});

const birthday = scene(day(285), [2, 0.2], (t, ground) => {
  const blow = along(t, [0.24, 0], [0.36, -0.5], [0.44, 1, rush], [0.58, 1], [0.66, 0]);
  const out = between(t, 0.48, 0.88);
  const light = (i: number) => {
    const x = 74 + i * 92;
    const smoke = hump(t, 0.48, 0.8);
    const fire = out
      ? put(x, 112 - smoke * 12, smoke * 0.5, 0, puff())
      : move(
          x,
          120,
          flame(
            along(t, [0.88, 0], [0.97, 0.85, over]) * (t > 0.8 ? 1 : 0) + (t < 0.8 ? 0.85 : 0),
            swing(t, 4, i * 0.3) * 2.5 - blow * 5,
          ),
        );
    return box({ x: x - 4, y: 126, w: 8, h: 28, r: 3 }, colours[i + 1]!) + fire;
  };
  const who = chip(sky, {
    y: 184,
    size: 0.84,
    tilt: blow * -1,
    stretch: 1 - blow * 0.05,
    turned: [0, -16 + blow * 6],
    eyes: blow > 0.3 ? "shut" : out ? "happy" : "open",
    mouth: blow > 0.3 ? "o" : out ? "laugh" : "grin",
    mouthSize: blow > 0.3 ? 0.55 : 0.7,
    look: [0, 0.6],
    behind: put(0, -55, 1, 0, partyHat(gold)),
    left: { x: -76, y: out ? -6 : 34, bend: 10, behind: true },
    right: { x: 76, y: out ? -6 : 34, bend: 10, behind: true },
  });
  return shadow(ground, 120, 84) + who + times(2, light).join("") + move(120, 176, cake());
});

const luck = scene(day(90), [1.84, 0.5], (t, ground) => {
  const up = along(t, [0.04, 0], [0.14, -0.15], [0.32, 1, over], [0.8, 1], [0.94, 0]);
  const spin = along(t, [0.3, 0], [0.62, 360, settle]);
  const glints = times(4, (i) => {
    const [x, y] = [
      [146, 34],
      [222, 60],
      [206, 126],
      [168, 20],
    ][i]!;
    return put(x!, y!, hump(t, 0.36 + i * 0.08, 0.62 + i * 0.08) * 0.8, 0, spark());
  }).join("");
  const held = put(
    0,
    0,
    0.7 + up * 0.5,
    up * 10,
    move(0, -34, `<g transform="rotate(${Math.round(spin)})">${clover(leaf.body, leaf.edge)}</g>`),
  );
  const who = chip(coral, {
    x: 104,
    tilt: up * -4,
    turned: [up * 5, up * -4],
    look: [up, -up],
    mouth: up > 0.4 ? "grin" : "smile",
    ...(up > 0.5 && { wink: "left" as const }),
    right: { x: 72 + up * 14, y: 34 - up * 50, bend: 10, drawn: held + circle(0, 0, 13.5, coral.edge) },
  });
  return shadow(ground, 104, 72) + who + glints;
});

const dance = scene(day(60), [1.44, 0.16], (t, ground) => {
  const side = swing(t, 1);
  const beat = Math.abs(swing(t, 1));
  const notes = times(2, (i) => {
    const p = loop(t + i * 0.5);
    return put(
      (i ? 204 : 36) + Math.sin(p * 7) * 8,
      128 - p * 92,
      hump(p) * 0.95,
      Math.sin(p * 8) * 14,
      note(i ? iris.edge : orchid.edge),
    );
  }).join("");
  const who = chip(orchid, {
    x: 120 + side * 16,
    size: 0.92,
    lift: beat * 9,
    tilt: side * 9,
    stretch: 0.93 + beat * 0.1,
    turned: [side * 8, -3],
    eyes: "happy",
    mouth: "grin",
    left: { x: -74, y: 16 - side * 48, bend: 14, behind: true },
    right: { x: 74, y: 16 + side * 48, bend: 14, behind: true },
    feet: [
      [side < 0 ? 0 : -6, side > 0 ? -side * 9 : 0],
      [side > 0 ? 0 : 6, side < 0 ? side * 9 : 0],
    ],
  });
  return shadow(ground, 120 + side * 16, 68, beat * 12) + notes + who;
});

export const parties = { party, congrats, birthday, "good-luck": luck, dance } satisfies Record<
  string,
  Scene
>;
