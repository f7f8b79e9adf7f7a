import { colorOf } from "../../services/index.js";
import { toAvatarPattern } from "../../shared/render/avatar-pattern.js";
import { toHue } from "../../shared/render/hue.js";
import { toHex } from "./oklch.js";

const CHIP = "M5 0h8a5 5 0 0 1 5 5v8a5 5 0 0 1-5 5H5a5 5 0 0 1-5-5V5a5 5 0 0 1 5-5z";
const PAPER = "#faf9f5";
const UNREAD =
  '<circle cx="13.5" cy="4.5" r="4.5" fill="#fff"/><circle cx="13.5" cy="4.5" r="3.4" fill="#d6336c"/>';
const SEATS = 9;
const TAKEN = 6;

/** A site with a name of its own is a colour and a pattern too, made from the name as those of a visitor from the id. */
export interface Face {
  readonly favicon: string;
  readonly unread: string;
  /** Without corners, for devices that cut their own. */
  readonly whole: string;
  /** One colour, of which Android shows the outline. */
  readonly badge: string;
  readonly card: string;
}

export function drawFace(name: string): Face {
  const hue = toHue(colorOf(name));
  const [fill, mark] = [toHex(0.59, 0.145, hue), toHex(0.94, 0.05, hue)];
  const cells = `<path d="${toAvatarPattern(name)}" fill="${mark}"/>`;
  const chip = `<path d="${CHIP}" fill="${fill}"/>${cells}`;
  const title = `<title>${escapeMarkup(name)}</title>`;
  const inset = `<path d="M0 0h18v18H0z" fill="${fill}"/><g transform="translate(1.8 1.8) scale(.8)">${cells}</g>`;
  return {
    favicon: svg(18, 18, title + chip),
    unread: svg(18, 18, title + chip + UNREAD),
    whole: svg(18, 18, inset),
    badge: svg(18, 18, `<path d="${toAvatarPattern(name)}" fill="#fff"/>`),
    card: drawCard(name, hue, chip),
  };
}

/** No words: a server without fonts could not write them. The name stands beside the card, as its title. */
function drawCard(name: string, hue: number, chip: string): string {
  const seats = Array.from({ length: SEATS }, (_, i) => {
    const place = `translate(${256 + i * 78} 470) scale(${64 / 18})`;
    return `<g transform="${place}">${i < TAKEN ? drawSeat(`${name} ${i}`, hue + (i + 1) * 51) : EMPTY}</g>`;
  });
  const large = `<g transform="translate(462 110) scale(${276 / 18})">${chip}</g>`;
  return svg(1200, 630, `<path d="M0 0h1200v630H0z" fill="${PAPER}"/>${large}${seats.join("")}`);
}

const EMPTY =
  '<rect x=".4" y=".4" width="17.2" height="17.2" rx="5" fill="none" stroke="#8d8a84" stroke-width=".8" stroke-dasharray="2 1.3"/>';

const drawSeat = (id: string, hue: number): string =>
  `<path d="${CHIP}" fill="${toHex(0.59, 0.145, hue)}"/><path d="${toAvatarPattern(id)}" fill="${toHex(0.94, 0.05, hue)}"/>`;

const svg = (width: number, height: number, content: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">${content}</svg>`;

const escapeMarkup = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
