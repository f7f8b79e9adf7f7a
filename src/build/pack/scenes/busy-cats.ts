import { cat } from "../characters/cat.js";
import { catHead, cream, fur, furShade } from "../characters/cat-head.js";
import { oklch, paper } from "../drawing/colour.js";
import { day, FLOOR, type Scene, scene, shadow } from "../drawing/scene.js";
import { box, d, line, move, oval, put, scale, shape } from "../drawing/shapes.js";
import { puff } from "../drawing/signs.js";
import { hump, loop, swing, times } from "../drawing/timing.js";

const cells = [1, 0, 1, 0, 1, 0, 1, 1, 1];

const laptop = (): string => {
  const mark = times(9, (i) => {
    const place = { x: (i % 3) * 9, y: Math.floor(i / 3) * 9, w: 7, h: 7, r: 2 };
    return box(place, cells[i] ? "#f6b93b" : "#6d655d");
  });
  return (
    box({ x: 64, y: 140, w: 112, h: 70, r: 9 }, "#4b4640") +
    move(107, 162, ...mark) +
    box({ x: 50, y: 206, w: 140, h: 11, r: 5 }, "#383430")
  );
};

const desk = (): string =>
  box({ x: 0, y: 186, w: 240, h: 54 }, oklch(0.66, 0.07, 60)) +
  box({ x: 0, y: 186, w: 240, h: 6 }, oklch(0.73, 0.07, 60));

const typing = scene(day(230), [1.28, 0.3], (t) => {
  const tap = (phase: number) => Math.max(0, swing(t, 4, phase)) * 16;
  const [left, right] = [192 - tap(0), 192 - tap(0.5)];
  const head: [number, number] = [0, 8 + (tap(0) + tap(0.5)) * 0.1];
  const who = cat({ size: 0.94, head, look: [t < 0.5 ? -0.7 : 0.7, 0.8] });
  const keys = times(3, (i) => {
    const p = loop(t * 2 + i / 3);
    const x = [30, 216, 48][i]! + p * (i === 1 ? 8 : -8);
    return put(x, 150 - p * 70, hump(p), 0, box({ x: -8, y: -8, w: 16, h: 16, r: 4.5 }, paper));
  }).join("");
  const arms = line(d`M84 150Q52 160 44 ${left}M156 150Q188 160 196 ${right}`, furShade, 20);
  const paws = oval(44, left, 18, 14, cream) + oval(196, right, 18, 14, cream);
  return who + desk() + arms + laptop() + keys + paws;
});

const leg = (at: number, reach: number, colour: string): string =>
  line(d`M${at} -46Q${at + reach * 0.2} -22 ${at + reach} -5`, colour, 19) +
  oval(at + reach + 4, -4, 13, 9, cream);

const torso = (): string =>
  shape(
    "M-68 -44Q-74 -88 -30 -88Q4 -92 44 -84Q74 -76 64 -46Q54 -26 30 -34Q0 -46 -24 -30Q-62 -14 -68 -44z",
    fur,
  ) + shape("M32 -34Q56 -30 64 -54Q50 -66 34 -56z", cream);

/** Gathered at -1, stretched at 1. */
function runningCat(gather: number): string {
  const head = catHead({
    turned: [10, 2],
    eyes: "big",
    look: [0.4, 0],
    mouth: "open",
    ears: [-14, 22],
    tilt: 4,
  });
  return [
    line(d`M-58 -66Q-86 -70 -98 ${-92 - gather * 8}T-124 ${-96 + gather * 8}`, fur, 15),
    leg(-50, -12 - gather * 28, furShade),
    leg(40, 14 + gather * 28, furShade),
    scale(1 + gather * 0.07, 1 - gather * 0.05, torso()),
    leg(-38, -2 - gather * 28, fur),
    leg(48, 6 + gather * 28, fur),
    put(64, -92, 0.82, 0, head),
  ].join("");
}

const zoom = scene(day(200), [1.04, 0.35], (t, ground) => {
  const angle = t * 3 * 2 * Math.PI;
  const gather = Math.sin(angle);
  const lift = Math.max(0, Math.sin(angle + 0.8)) * 14;
  const lines = times(3, (i) => {
    const p = loop(t * 3 + i * 0.37);
    return line(d`M${250 - p * 330} ${72 + i * 42}h${46 + (i % 3) * 14}`, paper, 5);
  }).join("");
  const dust = times(3, (i) => {
    const p = loop(t * 3 + i / 3);
    return put(60 - p * 60, FLOOR - 6 - p * 14, hump(p) * 0.9, 0, puff());
  }).join("");
  const runner = put(122, FLOOR - 4 - lift, 0.87, gather * 5, runningCat(gather));
  return shadow(ground, 122, 84, lift * 3) + lines + dust + runner;
});

export const busyCats = { typing, "cat-zoom": zoom } satisfies Record<string, Scene>;
