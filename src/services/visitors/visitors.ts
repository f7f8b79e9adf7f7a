import { randomFillSync } from "node:crypto";
import colorHash from "color-hash";
import type { Member } from "../../shared/events.js";
import { inputs, parse } from "../validation.js";

// The package is CommonJS and its types leave out what that means here: the class is the default of the default.
const { default: ColorHash } = colorHash as unknown as { default: typeof colorHash };
const hash = new ColorHash({ saturation: [0.45, 0.6, 0.75, 0.9] });

/** This luminance has a contrast of 4.6 with both white and black; hex steps leave it above 4.5. */
const LUMINANCE = 0.179;

/** To ask the system for a few bytes costs as much as for thousands. */
const pool = Buffer.alloc(4096);
let used = pool.length;

export function randomId(bytes = 12): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString("base64url", used - bytes, used);
}

/** Somebody new: nothing but a colour. */
export function newVisitor(): Member {
  const id = randomId();
  const color = colorOf(id);
  return { id, color, name: color };
}

export function renamed(visitor: Member, input: unknown): Member {
  return { ...visitor, name: parse(inputs.nickname, input).name || visitor.color };
}

/** Hue and saturation by color-hash; the lightness is set so that it can be read on light and dark ground. */
export function colorOf(id: string): string {
  const [hue, saturation] = hash.hsl(id);
  let [low, high] = [0, 1];
  for (let i = 0; i < 20; i++) {
    const middle = (low + high) / 2;
    if (luminance(channels(hue, saturation, middle)) < LUMINANCE) low = middle;
    else high = middle;
  }
  return `#${channels(hue, saturation, low)
    .map((c) =>
      Math.round(c * 255)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}

function channels(hue: number, saturation: number, lightness: number): number[] {
  const chroma = saturation * Math.min(lightness, 1 - lightness);
  return [0, 8, 4].map((n) => {
    const k = (n + hue / 30) % 12;
    return lightness - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1));
  });
}

function luminance(rgb: number[]): number {
  const [r, g, b] = rgb.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
