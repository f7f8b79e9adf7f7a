import { amber, coral, iris } from "../characters/cast.js";
import { chip } from "../characters/chip.js";
import { ink, oklch, paper } from "../drawing/colour.js";
import { day, FLOOR, type Scene, scene, shadow } from "../drawing/scene.js";
import { circle, d, fade, line, move, put } from "../drawing/shapes.js";
import { puff } from "../drawing/signs.js";
import { along, between, hump, loop, rush, settle, swing, times } from "../drawing/timing.js";

const onMyWay = scene(day(140), [1.12, 0.3], (t, ground) => {
  const step = swing(t, 3);
  const bounce = Math.abs(swing(t, 3));
  const lines = times(3, (i) => {
    const p = loop(t * 3 + i * 0.37);
    return line(d`M${250 - p * 330} ${64 + i * 48}h${44 + (i % 2) * 20}`, paper, 5);
  }).join("");
  const dust = times(3, (i) => {
    const p = loop(t * 3 + i / 3);
    return put(64 - p * 54, FLOOR - 8 - p * 16, hump(p), 0, puff());
  }).join("");
  const who = chip(coral, {
    x: 128,
    lift: bounce * 9,
    lean: -10,
    tilt: 4,
    stretch: 0.97 + bounce * 0.05,
    turned: [15, -2],
    look: [0.8, 0],
    mouth: "grin",
    left: { x: -66 + step * 16, y: 18 - step * 12, bend: -16 },
    right: { x: 72 + step * 12, y: 14 + step * 16, bend: 16, behind: true },
    feet: [
      [step * 24, -Math.max(0, -step) * 12],
      [-step * 24, -Math.max(0, step) * 12],
    ],
  });
  return shadow(ground, 128, 66, bounce * 16) + lines + dust + who;
});

const waiting = scene(day(230), [2, 0.4], (t, ground) => {
  const tap = Math.max(0, swing(t, 4));
  const glance = along(t, [0.34, 0], [0.42, 1], [0.72, 1], [0.8, 0]);
  const clock = move(
    190,
    58,
    circle(0, 0, 34, iris.edge),
    circle(0, 0, 27, paper),
    `<g transform="rotate(${Math.round(t * 360)})">${line("M0 2V-19", ink, 5)}</g>`,
    `<g transform="rotate(${Math.round(90 + Math.floor(t * 4) * 90)})">${line("M0 0V-11", iris.edge, 5.5)}</g>`,
    circle(0, 0, 4, ink),
  );
  const who = chip(iris, {
    x: 104,
    turned: [glance * 8, -4 - glance * 5],
    look: [glance, glance * -1],
    lid: glance > 0.5 ? 0.2 : 0.4,
    mouth: "flat",
    brows: { left: 3, right: 9 - glance * 6, y: 1 },
    left: { x: 24, y: 44, bend: 20 },
    right: { x: -24, y: 52, bend: 20 },
    feet: [
      [0, 0],
      [4, -tap * 10],
    ],
  });
  return shadow(ground, 104, 72) + who + clock;
});

const brb = scene(day(190), [2, 0.81], (t, ground) => {
  const away = along(t, [0.14, 0], [0.22, -0.1], [0.36, 1, rush], [0.74, 1], [0.88, 0, settle]);
  const crouch = hump(t, 0.08, 0.24) * 0.16 + hump(t, 0.86, 0.98) * 0.16;
  const gone = between(t, 0.34, 0.85);
  const march = Math.floor(t * 12) % 3;
  const seat = fade(
    gone ? 1 : 0,
    `<rect x="62" y="84" width="116" height="108" rx="30" fill="none" stroke="${oklch(0.55, 0.09, 190)}" stroke-width="5" stroke-dasharray="13 11.2" stroke-dashoffset="${march * 8}" stroke-linecap="round"/>`,
    times(3, (i) =>
      circle(98 + i * 22, 138, between(t, 0.42 + i * 0.07, 0.78) ? 6 : 0, oklch(0.55, 0.09, 190)),
    ).join(""),
  );
  const poof = put(120, 178, hump(t, 0.3, 0.52) * 1.6, 0, puff());
  const who =
    away < 0.98
      ? chip(amber, {
          lift: Math.max(0, away) * 270,
          stretch: 1 - crouch + Math.max(0, hump(away)) * 0.14,
          eyes: t < 0.3 ? "open" : "happy",
          mouth: "grin",
          look: [0, -0.6],
        })
      : "";
  return shadow(ground, 120, 72 * (1 - Math.max(0, away) * 0.4)) + seat + poof + who;
});

export const going = { "on-my-way": onMyWay, waiting, brb } satisfies Record<string, Scene>;
