import type { Segment } from "./segment.js";

/** For places where it must be clear without words that something is hidden. */
export const HIDDEN = "▒▒▒";

export function joinPlain(segments: readonly Segment[], hidden: string | null = HIDDEN): string {
  let text = "";
  for (const { kind, text: own, children } of segments) {
    const isBlock = kind === "quote" || kind === "block";
    if (isBlock && text && !text.endsWith("\n")) text += "\n";
    if (kind === "spoiler" && hidden !== null) text += hidden;
    else text += children ? joinPlain(children, hidden) : own;
    if (isBlock) text += "\n";
  }
  return text.trim();
}
