import { amber, cherry, leaf, orchid, sky } from "../characters/cast.js";
import { chip } from "../characters/chip.js";
import { gold, oklch, paper, rose } from "../drawing/colour.js";
import { day, night, type Scene, scene, shadow } from "../drawing/scene.js";
import { box, circle, d, line, put, shape, soft } from "../drawing/shapes.js";
import { spark, zed } from "../drawing/signs.js";
import { mug } from "../drawing/things.js";
import { along, blink, hump, loop, swing, times } from "../drawing/timing.js";

const coffee = scene(day(45), [2, 0.12], (t, ground) => {
  const sip = along(t, [0.26, 0], [0.4, 1], [0.62, 1], [0.76, 0]);
  const steam = times(2, (i) => {
    const p = loop(t * 2 + i * 0.5);
    const x = 158 + i * 17 + Math.sin(p * 6) * 5;
    return line(d`M${x} ${112 - p * 26}q7 -8 0 -16t0 -16`, paper, sip < 0.1 ? 6.5 * hump(p) : 0);
  }).join("");
  const who = chip(leaf, {
    x: 112,
    tilt: sip * -3,
    turned: [sip * 2, 0],
    eyes: sip > 0.6 || t > 0.72 ? "happy" : "open",
    mouth: "smile",
    lid: blink(t, 0.12),
    left: { x: -70 + sip * 62, y: 30 + sip * 6, bend: 8 + sip * 20, behind: sip < 0.1 },
    right: {
      x: 82 - sip * 30,
      y: 34 - sip * 4,
      bend: 14,
      drawn: put(-33, -8, 1.2, sip * -18, mug(cherry.body)) + circle(2, -2, 13, leaf.edge),
    },
  });
  return shadow(ground, 112, 72) + who + steam;
});

const goodNight = scene(night(285), [2.4, 0.3], (t) => {
  const breath = swing(t, 1) * 0.5 + 0.5;
  const moon = shape("M44 24A30 30 0 1 0 64 76A25 25 0 0 1 44 24z", "#ffe9a8");
  const stars = times(5, (i) =>
    put(
      [96, 140, 186, 222, 212][i]!,
      [26, 48, 26, 64, 130][i]!,
      0.3 + 0.25 * Math.max(0, swing(t, 1, i / 5)),
      0,
      spark("#ffe9a8"),
    ),
  ).join("");
  const zeds = times(3, (i) => {
    const p = loop(t + i / 3);
    return put(158 + p * 36, 122 - p * 62, hump(p) * 0.95, 10, zed("#cfc4ff"));
  }).join("");
  const sleeper = chip(sky, {
    x: 106,
    y: 200,
    size: 0.92,
    tilt: -7,
    stretch: 1 + breath * 0.025,
    eyes: "shut",
    mouth: "small",
    turned: [0, -10],
    onTop: cap,
  });
  const blanket =
    shape(
      d`M22 ${176 - breath * 3}Q70 ${150 - breath * 5} 128 ${160 - breath * 5}T218 174V214H22z`,
      orchid.body,
    ) +
    line(d`M22 ${176 - breath * 3}Q70 ${150 - breath * 5} 128 ${160 - breath * 5}T218 174`, paper, 12) +
    times(4, (i) => box({ x: 48 + i * 42, y: 186 + (i % 2) * 4, w: 16, h: 16, r: 4 }, orchid.mark)).join("");
  const bed =
    box({ x: 14, y: 208, w: 212, h: 18, r: 8 }, "#a9754a") +
    box({ x: 12, y: 132, w: 16, h: 96, r: 8 }, "#c08a5a") +
    box({ x: 212, y: 164, w: 16, h: 64, r: 8 }, "#c08a5a");
  const pillow = box({ x: 30, y: 140, w: 128, h: 56, r: 24 }, paper);
  return moon + stars + pillow + sleeper + blanket + bed + zeds;
});

const cap =
  soft(
    "M-44 -52Q-36 -86 0 -88Q-34 -92 -66 -70Q-86 -56 -84 -34Q-66 -62 -44 -52zM-44 -52Q-34 -90 4 -90Q42 -86 42 -52z",
    gold,
    6,
  ) +
  circle(-84, -28, 10, paper) +
  line("M-46 -50H42", paper, 13);

const popcorn = scene(night(260), [1.6, 0.5], (t) => {
  const grab = loop(t * 2);
  const up = along(grab, [0.1, 0], [0.4, 1], [0.52, 1], [0.86, 0]);
  const kernels = times(9, (i) =>
    circle(84 + (i % 5) * 18 + (i > 4 ? 9 : 0), 164 - (i > 4 ? 10 : 0), 11, i % 3 ? "#fff1c9" : "#ffe08f"),
  ).join("");
  const bucket =
    kernels +
    shape("M66 166H174L164 226H76z", paper) +
    shape("M84 166H102L104 226H90zM138 166H156L150 226H136zM114 166H126V226H114z", rose);
  const bit = up > 0.1 && grab < 0.56 ? circle(0, -12, 8, "#fff1c9") : "";
  const who = chip(amber, {
    y: 210,
    turned: [0, -14],
    look: [0, -0.2],
    eyes: "wide",
    mouth: up > 0.7 ? "o" : "grin",
    mouthSize: 0.65,
    left: { x: -58, y: 40, bend: 6 },
    right: { x: 62 - up * 44, y: 36 - up * 20, bend: 14, drawn: bit + circle(0, 0, 13.5, amber.edge) },
  });
  const light = shape("M120 -70L10 240H230z", oklch(0.44 + (Math.floor(t * 5) % 2) * 0.02, 0.08, 240));
  return light + who + bucket;
});

export const moments = { coffee, "good-night": goodNight, popcorn } satisfies Record<string, Scene>;
