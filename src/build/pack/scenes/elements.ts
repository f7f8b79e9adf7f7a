import { amber, cherry, iris, leaf, orchid } from "../characters/cast.js";
import { chip } from "../characters/chip.js";
import { gold, oklch, paper } from "../drawing/colour.js";
import { day, FLOOR, type Scene, scene, shadow } from "../drawing/scene.js";
import { circle, d, line, move, oval, put, scale, shape } from "../drawing/shapes.js";
import { rays } from "../drawing/signs.js";
import { cloud, umbrella } from "../drawing/things.js";
import { along, blink, hump, loop, over, scatter, swing, times } from "../drawing/timing.js";

const rain = scene(
  { back: oklch(0.78, 0.04, 250), glow: oklch(0.83, 0.035, 250), shade: oklch(0.7, 0.05, 250) },
  [1.28, 0.4],
  (t, ground) => {
    const drops = times(10, (i) => {
      const p = loop(t * 2 + scatter(i, 2));
      const x = 12 + i * 24;
      const under = x > 20 && x < 206;
      const y = under ? 50 + p * 24 : 50 + p * 160;
      return line(d`M${x} ${y}v${under ? 7 : 13}`, "#5f9fd6", 4.5);
    }).join("");
    const splash = times(2, (i) => {
      const p = loop(t * 2 + i * 0.5);
      return put(i ? 222 : 18, FLOOR, hump(p) * 1.2, 0, oval(0, 2, 12, 3.5, "#a8d3f2"));
    }).join("");
    const clouds = move(62, 36, cloud("#eef1f5")) + move(188, 32, cloud("#f8fafc"));
    const who = chip(cherry, {
      size: 0.8,
      x: 122,
      tilt: swing(t, 1) * 2,
      eyes: "open",
      look: [0.3, -0.6],
      lid: blink(t, 0.7),
      mouth: "small",
      turned: [3, -3],
      right: {
        x: 58,
        y: 32,
        bend: 16,
        drawn: put(-30, -92, 1.1, -14, umbrella(amber.body, amber.edge)) + circle(0, 0, 13.5, cherry.edge),
      },
    });
    return shadow(ground, 122, 60) + drops + clouds + who + splash;
  },
);

const sunshine = scene(day(215), [1.6, 0.5], (t) => {
  const up = along(t, [0, 0], [0.26, 1, over], [0.78, 1], [0.98, 0]);
  const sun = move(
    120,
    132 - up * 60,
    `<g transform="rotate(${Math.round(t * 30)})">${rays(12, 62, 76, gold, 9)}</g>`,
    circle(0, 0, 52, gold),
    circle(0, 0, 43, "#ffd166"),
  );
  const flower = (x: number, height: number, colour: string) => {
    const top = FLOOR - 2 - height * Math.max(0, up);
    return (
      line(d`M${x} ${FLOOR + 6}V${top}`, leaf.edge, 5) +
      put(
        x,
        top,
        0.3 + Math.max(0, up) * 0.7,
        0,
        times(5, (i) => `<g transform="rotate(${i * 72})">${oval(0, -9, 6, 7.5, colour)}</g>`).join(""),
        circle(0, 0, 5.5, gold),
      )
    );
  };
  const hill = oval(120, 236, 190, 44, oklch(0.78, 0.12, 138));
  const who = chip(orchid, {
    size: 0.72,
    y: FLOOR + 2,
    eyes: up > 0.6 ? "happy" : "shut",
    mouth: up > 0.6 ? "grin" : "small",
    stretch: 0.97 + up * 0.05,
    turned: [0, -up * 5],
    left: { x: -74 - up * 4, y: 28 - up * 62, bend: 10, behind: true },
    right: { x: 74 + up * 4, y: 28 - up * 62, bend: 10, behind: true },
  });
  return (
    sun +
    hill +
    oval(120, FLOOR + 4, 56, 8, oklch(0.7, 0.12, 138)) +
    flower(38, 34, paper) +
    flower(204, 42, iris.mark) +
    who
  );
});

const fire = scene(day(70), [1.12, 0.4], (t, ground) => {
  const [tip, left, right] = [swing(t, 1) * 12, swing(t, 2) * 5, swing(t, 2, 0.4) * 5];
  const outer = d`M${tip} ${-186 - left}C${34 + tip * 0.4} -152 22 -130 46 -112C52 -126 ${54 + right} -136 ${50 + right} ${-152 - right}C88 -118 100 -80 97 -48C94 -14 60 0 0 0C-60 0 -94 -14 -97 -48C-100 -84 ${-78 + left} -102 ${-68 + left} ${-138 + left}C-56 -128 -50 -116 -48 -102C-30 -122 ${-16 + tip * 0.5} -150 ${tip} ${-186 - left}z`;
  const embers = times(5, (i) => {
    const p = loop(t + i * 0.2);
    return circle(
      [24, 216, 44, 198, 120][i]! + Math.sin(p * 7 + i) * 6,
      150 - p * 140,
      5 * hump(p),
      i % 2 ? "#ff9a2e" : gold,
    );
  }).join("");
  const who = chip(cherry, {
    size: 0.8,
    stretch: 1 + swing(t, 2) * 0.02,
    mouth: "laugh",
    mouthSize: 0.7,
    brows: { left: 12, right: 12, y: -2 },
    turned: [0, -3],
    left: { x: -62, y: 30, bend: -14 },
    right: { x: 62, y: 30, bend: -14 },
  });
  const flames = move(120, FLOOR + 2, shape(outer, "#ff8a2b"), scale(0.78, 0.74, shape(outer, "#ffc044")));
  return shadow(ground, 120, 94) + flames + who + embers;
});

export const elements = { rain, sunshine, fire } satisfies Record<string, Scene>;
