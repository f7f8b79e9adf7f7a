import { limits } from "../limits.js";
import { findLinks } from "./text/links.js";
import { MarkTree } from "./text/mark-tree.js";
import { joinPlain } from "./text/plain-text.js";
import { splitQuotes } from "./text/quoted-lines.js";
import type { Segment } from "./text/segment.js";

export type { Segment };

interface Options {
  isCut?: boolean;
}

const CODE = /```(?:\n)?([\s\S]+?)```|`([^`\n]+)`/g;
/** Most messages have no markup: one look finds those, which saves the rest of the work. */
const MAY_BE_RICH = /[`_@]|\*\*|~~|\|\||^>|:\/\/|www\./im;

export function toSegments(text: string, { isCut = false }: Options = {}): Segment[] {
  if (!MAY_BE_RICH.test(text)) return text ? [{ kind: "text", text }] : [];
  const parts = splitQuotes(text);
  return parts.flatMap((part, i) => {
    const children = toInline(part.text, { isCut: isCut && i === parts.length - 1 });
    return part.isQuote ? [{ kind: "quote" as const, text: "", children }] : children;
  });
}

/** Without marks, and without what they hide. */
export const toPlainText = (text: string, hidden?: string): string => joinPlain(toSegments(text), hidden);

/** Without marks, and with what they hide. The text itself, without a copy, if it has none. */
export const toUncoveredText = (text: string): string =>
  MAY_BE_RICH.test(text) ? joinPlain(toSegments(text), null) : text;

/** For a quote. Cut as it is read: a cut through marks or code could show what they hide. */
export function toBeginning(text: string): string {
  if (text.length <= limits.quote) return text;
  const letters = [...toPlainText(text)];
  return letters.length <= limits.quote
    ? letters.join("")
    : `${letters.slice(0, limits.quote - 1).join("")}…`;
}

/** Of a quote, whose text may be the beginning of a longer one. */
export const toExcerpt = (text: string, hidden?: string | null): string =>
  joinPlain(toSegments(text, { isCut: text.endsWith("…") }), hidden);

function toInline(text: string, { isCut }: { isCut: boolean }): Segment[] {
  const tree = new MarkTree(text);
  let from = 0;
  for (const match of text.matchAll(CODE)) {
    addLinked(tree, text, from, match.index);
    const block = match[1];
    if (block === undefined) tree.add({ kind: "code", text: match[2] ?? "" });
    else tree.add({ kind: "block", text: block.replace(/\n$/, "") });
    from = match.index + match[0].length;
  }
  addLinked(tree, text, from, text.length);
  return tree.end({ isCut });
}

function addLinked(tree: MarkTree, text: string, from: number, to: number): void {
  let at = from;
  for (const { start, end, href } of findLinks(text.slice(from, to))) {
    tree.addText(at, from + start);
    tree.add({ kind: "link", text: text.slice(from + start, from + end), href });
    at = from + end;
  }
  tree.addText(at, to);
}

const PICTOGRAPH = String.raw`\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})*`;
const ONE_EMOJI = String.raw`(?:\p{RI}\p{RI}|[#*0-9]\uFE0F?\u20E3|${PICTOGRAPH}(?:\u200D${PICTOGRAPH})*)`;
const FEW_EMOJI = new RegExp(String.raw`^\s*(?:${ONE_EMOJI}\s*){1,3}$`, "u");

export const isEmojiOnly = (text: string): boolean => text.length <= 80 && FEW_EMOJI.test(text);
