import type { Emoji } from "./emoji-list.js";

const SIZE = 20;
const FONTS = `${SIZE}px "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", sans-serif`;

const canvas = document.createElement("canvas");
canvas.width = canvas.height = SIZE;
const context = canvas.getContext("2d", { willReadFrequently: true });

function draw(text: string, color: string): string {
  context!.clearRect(0, 0, SIZE, SIZE);
  context!.fillStyle = color;
  context!.fillText(text, 0, 0);
  return context!.getImageData(0, 0, SIZE, SIZE).data.join();
}

/** A picture in colours of its own ignores the colour of the text; letters, boxes and question marks have it. */
function hasOwnColors(text: string): boolean {
  if (!context) return true;
  context.font = FONTS;
  context.textBaseline = "top";
  return draw(text, "#f00") === draw(text, "#00f");
}

const isChecking = hasOwnColors("😀");
const known = new Map<string, boolean>();

/** A version of Emoji comes as a whole, so one of it is drawn. Windows shows two letters for a flag. */
export function isDrawable({ emoji, group, version }: Emoji): boolean {
  const kind = group === "flags" && /^\p{RI}/u.test(emoji) ? "flag" : version && String(version);
  if (!isChecking || !kind) return true;
  const isKnown = known.get(kind) ?? hasOwnColors(emoji);
  known.set(kind, isKnown);
  return isKnown;
}
