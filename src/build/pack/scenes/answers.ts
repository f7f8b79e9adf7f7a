import { amber, cherry, coral, iris, leaf, orchid, sky } from "../characters/cast.js";
import { chip } from "../characters/chip.js";
import { palm, thumb } from "../characters/hands.js";
import { paper } from "../drawing/colour.js";
import { day, type Scene, scene, shadow } from "../drawing/scene.js";
import { circle, d, line, move, put, scale } from "../drawing/shapes.js";
import { check, cross, rays, star } from "../drawing/signs.js";
import { along, hump, over, rush, settle, swing } from "../drawing/timing.js";

const yes = scene(day(138), [1.6, 0.78], (t, ground) => {
  const nod = along(t, [0, 0], [0.1, -8], [0.24, 16, settle], [0.38, -5], [0.52, 14, settle], [0.7, 0, over]);
  const badge = along(t, [0.12, 0], [0.32, 1, over], [0.86, 1], [0.96, 0, rush]);
  const hands = { y: 28 - nod * 0.5, bend: 8, behind: true };
  const who = chip(leaf, {
    turned: [0, nod],
    stretch: 1 - nod * 0.0045,
    mouth: badge > 0.5 ? "grin" : "smile",
    eyes: badge > 0.5 ? "happy" : "open",
    left: { ...hands, x: -70 },
    right: { ...hands, x: 70 },
  });
  return shadow(ground, 120, 72) + who + put(192, 60, badge, 0, circle(0, 0, 28, leaf.edge), check());
});

const no = scene(day(14), [1.6, 0.3], (t, ground) => {
  const turned = along(t, [0, 0], [0.1, -10], [0.24, 22], [0.4, -22], [0.56, 20], [0.72, -6], [0.82, 0]);
  const badge = along(t, [0.1, 0], [0.28, 1, over], [0.86, 1], [0.96, 0, rush]);
  const who = chip(cherry, {
    turned: [turned, 0],
    lean: turned * -0.15,
    eyes: badge > 0.4 ? "shut" : "open",
    mouth: "frown",
    brows: { left: 16, right: 16, y: 2 },
    left: { x: -74 - turned * 0.2, y: 30, behind: true },
    right: { x: 74 - turned * 0.2, y: 30, behind: true },
  });
  return shadow(ground, 120, 72) + who + put(192, 60, badge, 0, circle(0, 0, 28, cherry.edge), cross());
});

const thumbsUp = scene(day(235), [1.8, 0.45], (t, ground) => {
  const up = along(t, [0, 0], [0.12, -0.15], [0.3, 1, over], [0.78, 1], [0.92, 0]);
  const hand = thumb(sky, 0.75 + up * 0.75, -6 + up * 2 + swing(t, 2) * 3 * up);
  const who = chip(sky, {
    tilt: up * -5,
    stretch: 1 - hump(t, 0.02, 0.2) * 0.07 + hump(t, 0.2, 0.4) * 0.05,
    turned: [up * -6, up * -3],
    mouth: up > 0.4 ? "grin" : "smile",
    brows: { left: -8, right: -8, y: -4 * up },
    right: { x: 70 - up * 8, y: 34 - up * 18, bend: 10, drawn: hand },
    ...(up > 0.4 && { wink: "left" as const }),
  });
  const glint = hump(t, 0.3, 0.62);
  return shadow(ground, 120, 72) + who + put(212, 76, glint, glint * 60, star(paper));
});

const thumbsDown = scene(day(285), [1.8, 0.5], (t, ground) => {
  const down = along(t, [0, 0], [0.12, -0.2], [0.28, 1, over], [0.8, 1], [0.93, 0]);
  const bob = Math.abs(swing(t, 1.5, 0.1)) * 4 * down;
  const who = chip(iris, {
    tilt: down * 4,
    stretch: 1 - down * 0.03,
    turned: [down * -5, down * 5],
    mouth: "frown",
    lid: down * 0.35,
    look: [down, 0],
    brows: { left: 14 * down, right: 14 * down, y: 3 * down },
    right: {
      x: 72 - down * 8,
      y: 30 - down * 6 + bob,
      bend: 12,
      drawn: thumb(iris, 0.75 + down * 0.75, 180 * down),
    },
  });
  return shadow(ground, 120, 72) + who;
});

const clap = scene(day(50), [1.44, 0], (t, ground) => {
  const apart = Math.abs(Math.cos(Math.PI * 4 * (t + 0.125)));
  const hit = 1 - Math.min(1, apart * 1.9);
  const x = 13 + apart * 38;
  const who = chip(coral, {
    lift: hit * 3,
    stretch: 1 + apart * 0.04,
    eyes: "happy",
    mouth: "laugh",
    mouthSize: 0.6,
    turned: [0, -9],
    left: { x: -x, y: 46 - apart * 8, bend: 22, drawn: palm(coral, 28 - apart * 16, 1) },
    right: { x, y: 46 - apart * 8, bend: 22, drawn: palm(coral, -28 + apart * 16, -1) },
  });
  const noise = [-1, 1].map((side) => {
    const path = d`M${88 + hit * 4} 138l${hit * 13} -9M${94 + hit * 4} 160h${hit * 16}M${88 + hit * 4} 182l${hit * 13} 9`;
    return move(120, 0, scale(side, 1, line(path, hit > 0.1 ? coral.edge : "none", 6)));
  });
  return shadow(ground, 120, 72) + who + noise.join("");
});

const highFive = scene(day(200), [1.28, 0.46], (t, ground) => {
  const near = along(t, [0.08, 0], [0.22, -0.2], [0.44, 1, rush], [0.52, 1], [0.76, 0, settle]);
  const lift = hump(t, 0.2, 0.72) * 38;
  const hit = hump(t, 0.36, 0.72);
  const crouch = hump(t, 0.08, 0.26) * 0.13 + hump(t, 0.7, 0.84) * 0.1;
  const friend = (side: number) => {
    const who = side < 0 ? amber : orchid;
    const hand = {
      x: side * -(66 + near * 2),
      y: 24 - Math.max(near, lift / 46) * 84,
      bend: 6,
      behind: true,
    };
    return chip(who, {
      x: 120 + side * (62 - near * 12),
      size: 0.7,
      lift,
      tilt: side * -5 * near,
      stretch: 1 - crouch,
      turned: [side * -9, -3 - near * 4],
      eyes: hit > 0.3 ? "happy" : "open",
      mouthSize: 0.75,
      mouth: hit > 0.2 ? "laugh" : "grin",
      [side < 0 ? "right" : "left"]: { ...hand, drawn: palm(who, 0, side) },
    });
  };
  const burst = put(120, 60, hit * 1.1, hit * 18, rays(10, 24, 38, paper, 6), star(amber.body));
  return shadow(ground, 58, 46, lift) + shadow(ground, 182, 46, lift) + friend(-1) + friend(1) + burst;
});

export const answers = {
  yes,
  no,
  "thumbs-up": thumbsUp,
  "thumbs-down": thumbsDown,
  clap,
  "high-five": highFive,
} satisfies Record<string, Scene>;
