import { amber, cherry, mint, orchid, sky } from "../characters/cast.js";
import { chip } from "../characters/chip.js";
import { paper, rose } from "../drawing/colour.js";
import { day, type Scene, scene, shadow } from "../drawing/scene.js";
import { oval, put } from "../drawing/shapes.js";
import { heart, rays } from "../drawing/signs.js";
import { along, hump, loop, over, rush, scatter, settle, swing, times } from "../drawing/timing.js";

const thanks = scene(day(150), [1.84, 0.45], (t, ground) => {
  const bow = along(t, [0.04, 0], [0.14, -0.18], [0.34, 1, settle], [0.66, 1], [0.84, 0, over]);
  const hearts = times(3, (i) => {
    const p = along(t, [0.3 + i * 0.09, 0], [0.78 + i * 0.05, 1, settle]);
    return put(
      120 + (i - 1) * 54,
      96 - p * 58 - (i === 1 ? 8 : 0),
      Math.min(hump(p) * 1.5, 1) * (i === 1 ? 1.15 : 0.85),
      (i - 1) * 14,
      heart(),
    );
  }).join("");
  const who = chip(orchid, {
    stretch: 1 - bow * 0.13,
    turned: [0, bow * 19],
    eyes: bow > 0.4 ? "happy" : "open",
    mouth: "smile",
    left: { x: -70 + bow * 58, y: 30 + bow * 26, bend: 8 + bow * 16, behind: bow < 0.05 },
    right: { x: 70 - bow * 58, y: 30 + bow * 26, bend: 8 + bow * 16, behind: bow < 0.05 },
  });
  return shadow(ground, 120, 72 + bow * 6) + hearts + who;
});

const hug = scene(day(20), [1.28, 0.5], (t, ground) => {
  const near = along(t, [0.04, 0], [0.14, -0.15], [0.36, 1, rush], [0.76, 1], [0.94, 0]);
  const squeeze = hump(t, 0.34, 0.54) + hump(t, 0.54, 0.78) * 0.5;
  const friend = (side: number) => {
    const arm = { x: side * (-62 - near * 12), y: 22 + near * 4, bend: 6, behind: false };
    return chip(side < 0 ? mint : cherry, {
      x: 120 + side * (66 - near * 24),
      size: 0.72,
      tilt: side * near * -6,
      stretch: 1 + squeeze * 0.1,
      turned: [side * -(9 + near * 3), -2],
      eyes: near > 0.7 ? "happy" : "open",
      mouth: near > 0.7 ? "smile" : "grin",
      [side < 0 ? "right" : "left"]: arm,
    });
  };
  const love = put(
    120,
    66 - squeeze * 6,
    near > 0.6 ? along(t, [0.34, 0], [0.46, 1.5, over], [0.72, 1.5], [0.84, 0]) : 0,
    0,
    heart(),
  );
  return (
    shadow(ground, 120 - 62 + near * 24, 48) +
    shadow(ground, 120 + 62 - near * 24, 48) +
    friend(1) +
    friend(-1) +
    love
  );
});

const love = scene(day(350), [1.44, 0.2], (t, ground) => {
  const beat = along(t, [0, 0], [0.16, 1, settle], [0.34, 0], [0.44, 0.6, settle], [0.64, 0]);
  const arm = { y: -78, bend: 10, behind: true };
  const who = chip(sky, {
    size: 0.92,
    eyes: "happy",
    mouth: "grin",
    stretch: 0.97 + beat * 0.04,
    turned: [0, -3],
    left: { ...arm, x: -44 - beat * 4 },
    right: { ...arm, x: 44 + beat * 4 },
    behind:
      put(0, -86, 2.3 + beat * 0.5, 0, heart(rose)) +
      put(-15, -98 - beat * 4, 1 + beat * 0.2, -35, oval(0, 0, 7, 4.5, "#ff9fb0")),
  });
  return shadow(ground, 120, 72) + put(120, 64, hump(t, 0.02, 0.36), 0, rays(12, 46, 58, paper, 5)) + who;
});

const loveIt = scene(day(60), [1.6, 0.3], (t, ground) => {
  const bounce = Math.abs(swing(t, 1));
  const hearts = times(5, (i) => {
    const p = loop(t + i * 0.2);
    const x = [34, 206, 60, 184, 120][i]! + Math.sin(p * 6 + i) * 6;
    return put(x, 150 - p * 120, hump(p) * (0.7 + scatter(i) * 0.4), Math.sin(p * 5 + i) * 14, heart());
  }).join("");
  const who = chip(amber, {
    lift: bounce * 12,
    stretch: 0.96 + bounce * 0.07,
    eyes: "hearts",
    lid: bounce * 0.2,
    mouth: "laugh",
    mouthSize: 0.75,
    turned: [0, -6],
    left: { x: -40, y: 40 - bounce * 4, bend: 24 },
    right: { x: 40, y: 40 - bounce * 4, bend: 24 },
  });
  return shadow(ground, 120, 72, bounce * 16) + hearts + who;
});

export const affection = { thanks, hug, heart: love, "love-it": loveIt } satisfies Record<string, Scene>;
