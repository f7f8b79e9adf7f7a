import { coral, iris, sky } from "../characters/cast.js";
import { chip } from "../characters/chip.js";
import { palm } from "../characters/hands.js";
import { gold, paper } from "../drawing/colour.js";
import { day, FLOOR, type Scene, scene, shadow } from "../drawing/scene.js";
import { circle, line, oval, put } from "../drawing/shapes.js";
import { drop } from "../drawing/signs.js";
import { along, between, blink, over, rush, scatter, times } from "../drawing/timing.js";

const wave = scene(day(80), [1.6, 0.36], (t, ground) => {
  const up = along(t, [0, 0], [0.08, -0.12], [0.22, 1, over], [0.8, 1], [0.94, 0]);
  const sway = between(t, 0.2, 0.8) ? Math.sin(((t - 0.2) / 0.6) * Math.PI * 6) : 0;
  const who = chip(coral, {
    tilt: up * -6,
    turned: [up * 4, up * -4],
    mouth: up > 0.4 ? "grin" : "smile",
    lid: blink(t, 0.56),
    right: {
      x: 70 + up * 14 + sway * 8,
      y: 30 - up * 88,
      bend: 8 + up * 6,
      behind: true,
      drawn: put(0, 0, 1 + up * 0.25, up * 8 + sway * 18, palm(coral, 0, 1)),
    },
  });
  return shadow(ground, 120, 72) + who;
});

const bye = scene(day(285), [2.4, 0.28], (t, ground) => {
  const up = along(t, [0, 0], [0.1, 1, over], [0.42, 1]);
  const sway = t < 0.42 ? Math.sin((t / 0.42) * Math.PI * 4) * up : 0;
  const here = t < 0.5 || t > 0.84;
  const back = along(t, [0.84, 0.2], [0.96, 1, over]);
  const size = t < 0.5 ? 1 - along(t, [0.42, 0], [0.5, 0.16, rush]) : back;
  const off = along(t, [0.46, 0], [0.86, 1, (p) => 1 - (1 - p) ** 2]);
  const bits = times(9, (i) => {
    const [column, row] = [(i % 3) - 1, Math.floor(i / 3) - 1];
    const drift = off * (30 + scatter(i) * 50);
    const colour = [sky.body, sky.mark, sky.edge][(i * 2) % 3]!;
    const cell = `<rect x="-17" y="-17" width="34" height="34" rx="8" fill="${colour}"/>`;
    const x = 120 + column * 38 + drift * column * 0.5 + Math.sin(off * 5 + i) * 8 * off;
    return put(
      x,
      FLOOR - 68 + row * 36 - drift * 1.3,
      between(t, 0.5, 0.84) ? Math.sqrt(1 - off) : 0,
      off * (i - 4) * 14,
      cell,
    );
  }).join("");
  const hand = (side: number) => ({
    x: side * (70 + up * 10 + sway * 8),
    y: 30 - up * 80,
    bend: 8,
    behind: true,
    drawn: put(0, 0, 0.9 + up * 0.2, side * (sway * 20 + 6), palm(sky, 0, side)),
  });
  const pose =
    t < 0.5 ? { left: hand(-1), right: hand(1), eyes: "happy" as const, mouth: "grin" as const } : {};
  return (
    shadow(ground, 120, here ? 72 * size : 60 * (1 - off), here ? 0 : off * 100) +
    (here ? chip(sky, { size, ...pose }) : bits)
  );
});

const flower = (size: number): string =>
  line("M0 0Q-5 20 2 40", "#4f9e52", 5) +
  oval(-8, 24, 8, 4, "#4f9e52") +
  put(
    0,
    0,
    size,
    0,
    times(6, (i) => `<g transform="rotate(${i * 60})">${oval(0, -12, 7, 9, paper)}</g>`).join(""),
    circle(0, 0, 7.5, gold),
  );

const sorry = scene(day(230), [1.76, 0.32], (t, ground) => {
  const give = along(t, [0.06, 0], [0.24, 1, over], [0.8, 1], [0.94, 0]);
  const bow = along(t, [0.36, 0], [0.46, 1], [0.64, 1], [0.76, 0]);
  const who = chip(iris, {
    x: 112,
    tilt: give * 4,
    stretch: 1 - bow * 0.08,
    turned: [give * 3, 3 + bow * 10],
    look: [0.4, bow > 0.5 ? 0.6 : -0.4],
    eyes: "big",
    lid: bow * 0.28,
    mouth: "wobble",
    mouthSize: 0.6,
    brows: { left: -16, right: -16, y: -6 },
    left: { x: -70 + give * 38, y: 30 + give * 14, bend: 8 + give * 18 },
    right: {
      x: 70 + give * 12,
      y: 40 - give * 22,
      bend: 12,
      drawn: put(
        0,
        0,
        1,
        give * 12,
        put(0, -36, 1, 0, flower(0.6 + give * 0.6)),
        circle(0, 2, 13.5, iris.edge),
      ),
    },
  });
  const sweat = put(44, 84, along(t, [0.2, 0], [0.3, 1, over], [0.84, 1], [0.92, 0]), -14, drop());
  return shadow(ground, 112, 72) + who + sweat;
});

export const greetings = { wave, bye, sorry } satisfies Record<string, Scene>;
