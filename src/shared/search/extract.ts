import { fold } from "../fold.js";
import { foldWithPlaces } from "../folded-text.js";

export interface Part {
  text: string;
  isHit: boolean;
}

export interface Hit {
  start: number;
  end: number;
}

const BEFORE_HIT = 40;
const MOST = 160;
/** How far a cut moves to fall between two words. */
const TO_SPACE = 15;

/** Where the text has what is searched for, as the server finds it: in any case and width. */
export function findHits(text: string, q: string): Hit[] {
  const wanted = fold(q);
  if (!wanted) return [];
  const { folded, places } = foldWithPlaces(text);
  const hits: Hit[] = [];
  for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + wanted.length))
    hits.push({ start: places[at]!.start, end: places[at + wanted.length - 1]!.end });
  return hits;
}

/** The text around the first hit, in parts that are hits and parts that are not. */
export function toExtract(text: string, q: string): Part[] {
  const hits = findHits(text, q);
  const first = hits[0] ?? { start: 0, end: 0 };
  const from = first.start > BEFORE_HIT ? cutAfter(text, first.start - BEFORE_HIT, first.start) : 0;
  const to = text.length > from + MOST ? Math.max(cutBefore(text, from + MOST), first.end) : text.length;
  const parts: Part[] = [];
  const add = (part: string, isHit: boolean) => part && parts.push({ text: part, isHit });
  let at = from;
  if (from > 0) add("…", false);
  for (const { start, end } of hits.filter((hit) => hit.end <= to)) {
    add(text.slice(at, start), false);
    add(text.slice(start, end), true);
    at = end;
  }
  add(text.slice(at, to), false);
  if (to < text.length) add("…", false);
  return parts;
}

function cutAfter(text: string, at: number, most: number): number {
  const space = text.slice(at, Math.min(at + TO_SPACE, most)).search(/\s/);
  return space < 0 ? wholeLetter(text, at) : at + space + 1;
}

function cutBefore(text: string, at: number): number {
  const space = text.slice(at - TO_SPACE, at).search(/\s\S*$/);
  return space < 0 ? wholeLetter(text, at) : at - TO_SPACE + space;
}

/** Never between the two halves of a letter outside the first 65,536. */
const wholeLetter = (text: string, at: number): number => (isLowHalf(text.charCodeAt(at)) ? at - 1 : at);
const isLowHalf = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
