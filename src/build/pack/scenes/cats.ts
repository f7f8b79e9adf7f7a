import { cat } from "../characters/cat.js";
import { catHead, cream, fur, furShade } from "../characters/cat-head.js";
import { day, FLOOR, type Scene, scene, shadow } from "../drawing/scene.js";
import { above, box, d, line, move, oval, put, scale, shape } from "../drawing/shapes.js";
import { heart } from "../drawing/signs.js";
import { along, between, blink, hump, over, settle, swing, times } from "../drawing/timing.js";

const helloCat = scene(day(285), [1.76, 0.36], (t, ground) => {
  const up = along(t, [0, 0], [0.18, 1, over], [0.82, 1], [0.96, 0]);
  const sway = between(t, 0.18, 0.82) ? Math.sin(((t - 0.18) / 0.64) * Math.PI * 6) : 0;
  const who = cat({
    x: 116,
    tilt: up * 5,
    tail: 0.2,
    mouth: up > 0.4 ? "smile" : "calm",
    eyes: between(t, 0.2, 0.82) ? "happy" : "open",
    left: up > 0.03 ? [-24 - up * 52 - sway * 9, -20 - up * 66] : undefined,
  });
  return shadow(ground, 120, 76) + who;
});

const please = scene(day(60), [1.76, 0.5], (t, ground) => {
  const beg = along(t, [0, 0], [0.16, 1, settle], [0.84, 1], [0.96, 0]);
  const bob = between(t, 0.2, 0.8) ? Math.abs(Math.sin(((t - 0.2) / 0.6) * Math.PI * 2)) : 0;
  const paws = (side: number): [number, number] => [side * (20 - beg * 4), -12 - beg * 34 - bob * 6];
  const who = cat({
    x: 116,
    eyes: beg > 0.5 ? "big" : "open",
    look: [0, -0.5 * beg],
    ears: [beg * 16, beg * 16],
    head: [0, bob * 2],
    tail: -0.4,
    mouth: "calm",
    left: beg > 0.03 ? paws(-1) : undefined,
    right: beg > 0.03 ? paws(1) : undefined,
  });
  const love = times(2, (i) => {
    const p = along(t, [0.3 + i * 0.18, 0], [0.7 + i * 0.14, 1]);
    return put(i ? 206 : 34, 110 - p * 50, hump(p) * 0.8, i ? 12 : -12, heart());
  }).join("");
  return shadow(ground, 120, 76) + love + who;
});

const sneaky = scene(day(140), [2.4, 0.36], (t, ground) => {
  const up = along(t, [0.04, 0], [0.16, 0.62, settle], [0.5, 0.62], [0.58, 1, over], [0.8, 1], [0.88, 0]);
  const look = along(t, [0.2, 0], [0.24, -1], [0.34, -1], [0.38, 1], [0.5, 1], [0.54, 0]);
  const rear = box({ x: 44, y: 138, w: 152, h: 40, r: 4 }, "#8d5f35");
  const head = move(
    120,
    196 - up * 84,
    catHead({
      eyes: up > 0.7 ? "big" : "open",
      look: [look, 0.2],
      turned: [look * 5, 0],
      ears: [up < 0.7 ? 12 : 0, up < 0.7 ? 12 : 0],
      lid: blink(t, 0.7),
    }),
  );
  const paws =
    up > 0.75
      ? put(84, 148, 1.05, 0, oval(0, 0, 15, 11, cream)) + put(156, 148, 1.05, 0, oval(0, 0, 15, 11, cream))
      : "";
  const front =
    shape("M40 146H200L194 212Q193 218 187 218H53Q47 218 46 212z", "#c98f55") +
    shape("M40 146H200L199 158H41z", "#b57c44") +
    shape("M40 146L14 132L24 162L42 160zM200 146L226 132L216 162L198 160z", "#d9a269") +
    move(
      102,
      172,
      scale(
        0.9,
        0.9,
        times(9, (i) =>
          [0, 2, 4, 6, 7, 8].includes(i)
            ? box({ x: (i % 3) * 14, y: Math.floor(i / 3) * 14, w: 12, h: 12, r: 3 }, "#b57c44")
            : "",
        ).join(""),
      ),
    );
  return oval(120, 216, 96, 9, ground.shade) + rear + above(200, head) + front + paws;
});

const loaf = scene(day(85), [2.4, 0.1], (t, ground) => {
  const breath = swing(t, 1) * 0.5 + 0.5;
  const flick = hump(t, 0.5, 0.62) * 20 - hump(t, 0.62, 0.72) * 8;
  const closed = between(t, 0.16, 0.84);
  const tip = swing(t, 1, 0.25);
  const body = scale(
    1 - breath * 0.012,
    1 + breath * 0.035,
    shape("M-84 0Q-94 -78 0 -80Q94 -78 84 0Q80 8 0 8Q-80 8 -84 0z", fur),
    oval(0, -2, 30, 20, cream),
    line("M-24 6q10 -8 22 -2M24 6q-10 -8 -22 -2", furShade, 5),
  );
  const head = move(
    0,
    -74 - breath * 3,
    catHead({
      eyes: closed ? "shut" : "open",
      mouth: "smile",
      ears: [0, flick],
      lid: blink(t, 0.08),
      look: [0, 0],
    }),
  );
  const tail = line(d`M70 -4Q108 4 ${100 + tip * 3} ${-18 - tip * 6}`, fur, 17);
  return shadow(ground, 122, 98) + move(120, FLOOR - 4, tail, body, head);
});

export const cats = { "hello-cat": helloCat, please, sneaky, "cat-loaf": loaf } satisfies Record<
  string,
  Scene
>;
