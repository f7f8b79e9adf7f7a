import type { Caption, Size } from "./types.js";

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

const MOST_LINES = 3;
const FACES = 'system-ui, "Apple SD Gothic Neo", "Noto Sans KR", "Malgun Gothic", sans-serif';
/** Shares of the picture. */
const WIDTH = 0.92;
const HEIGHT = 0.5;
const LARGEST = 0.15;
const MARGIN = 0.04;
const SMALLEST_PX = 8;
const LINE_HEIGHT = 1.15;
const OUTLINE = 0.2;
const FIRST_LETTER = /\p{L}/u;
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

const words = new Intl.Segmenter(undefined, { granularity: "word" });
const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

export function drawCaption(context: Context, { text, position }: Caption, size: Size): void {
  if (!text.trim()) return;
  context.save();
  context.direction = isRightToLeft(text) ? "rtl" : "ltr";
  context.textAlign = "center";
  context.textBaseline = "middle";
  const { lines, px } = layOut(context, text, size);
  setFont(context, px);
  const margin = size.height * MARGIN;
  const top = position === "top" ? margin : size.height - margin - lines.length * px * LINE_HEIGHT;
  context.lineJoin = "round";
  context.lineWidth = Math.max(2, px * OUTLINE);
  context.strokeStyle = "#000";
  context.fillStyle = "#fff";
  for (const paint of ["strokeText", "fillText"] as const)
    for (const [i, line] of lines.entries())
      context[paint](line, size.width / 2, top + (i + 0.5) * px * LINE_HEIGHT);
  context.restore();
}

export const isRightToLeft = (text: string): boolean =>
  RIGHT_TO_LEFT.test(FIRST_LETTER.exec(text)?.[0] ?? "");

interface Layout {
  lines: string[];
  px: number;
}

let last: { key: string; layout: Layout } | undefined;

function layOut(context: Context, text: string, size: Size): Layout {
  const key = JSON.stringify([text, size.width, size.height]);
  if (last?.key !== key) last = { key, layout: findLayout(context, text, size) };
  return last.layout;
}

function findLayout(context: Context, text: string, { width, height }: Size): Layout {
  const largest = Math.max(SMALLEST_PX, Math.round(Math.min(width, height) * LARGEST));
  for (let px = largest; px > SMALLEST_PX; px--) {
    const lines = wrapAt(context, text, width, px);
    const fits = lines.length <= MOST_LINES && lines.length * px * LINE_HEIGHT <= height * HEIGHT;
    if (fits) return { lines, px };
  }
  return { lines: shorten(wrapAt(context, text, width, SMALLEST_PX)), px: SMALLEST_PX };
}

function wrapAt(context: Context, text: string, width: number, px: number): string[] {
  setFont(context, px);
  const room = width * WIDTH - px * OUTLINE;
  return wrapText(text, (line) => context.measureText(line).width <= room);
}

const setFont = (context: Context, px: number): void => {
  context.font = `900 ${px}px ${FACES}`;
};

const shorten = (lines: string[]): string[] =>
  lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES - 1), `${lines[MOST_LINES - 1]}…`];

/** Breaks between words, and inside a word only if it has no room in a line of its own. */
export function wrapText(text: string, fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const piece of toPieces(paragraph)) {
      if (fits((line + piece).trim())) line += piece;
      else {
        if (line.trim()) lines.push(line.trim());
        const broken = fits(piece.trim()) ? [piece] : breakWord(piece, fits);
        lines.push(...broken.slice(0, -1));
        line = broken.at(-1) ?? "";
      }
    }
    if (line.trim()) lines.push(line.trim());
  }
  return lines;
}

/** Words with what follows them. Where words are written with spaces, breaks only at these, so in Korean, too. */
function toPieces(paragraph: string): string[] {
  if (/\s/.test(paragraph.trim())) return paragraph.match(/\S+\s*/g) ?? [];
  return [...words.segment(paragraph)].map(({ segment }) => segment);
}

function breakWord(word: string, fits: (line: string) => boolean): string[] {
  const parts: string[] = [];
  let part = "";
  for (const { segment } of characters.segment(word)) {
    if (part && !fits(part + segment)) {
      parts.push(part);
      part = "";
    }
    part += segment;
  }
  return [...parts, part];
}
