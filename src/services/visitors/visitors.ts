import colorHash from "color-hash";
import { randomId } from "../../lib/random-id.js";
import type { Member } from "../../shared/events.js";
import { Refusal } from "../errors.js";
import { inputs, parse } from "../validation.js";
import { isReserved, looksLikeColour } from "./reserved-names.js";

// The package is CommonJS, so the class is `default.default`, which its types do not say.
const { default: ColorHash } = colorHash as unknown as { default: typeof colorHash };
const hash = new ColorHash({ saturation: [0.45, 0.6, 0.75, 0.9] });

/** Has a contrast of 4.6 with both white and black; rounding to hex leaves it above 4.5. */
const LUMINANCE = 0.179;

export function newVisitor(): Member {
  const id = randomId();
  const color = colorOf(id);
  return { id, color, name: color };
}

export function renamed({ id, color }: Member, input: unknown): Member {
  const { name } = parse(inputs.nickname, input);
  if (name === "" || looksLikeColour(name, color)) return { id, color, name: color };
  if (isReserved(name)) throw new Refusal("NAME_TAKEN");
  return { id, color, name };
}

/** Hue and saturation from color-hash; the lightness is chosen to be legible on light and dark backgrounds. */
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
