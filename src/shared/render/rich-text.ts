import { find } from "linkifyjs";

/** Templates print `text` escaped; nothing here creates HTML. */
export interface Segment {
  kind: "text" | "link" | "code" | "block";
  text: string;
  href?: string;
}

const CODE = /```(?:\n)?([\s\S]+?)```|`([^`\n]+)`/g;
const MAYBE_LINK = /:\/\/|www\.|@/i;
const SAFE_HREF = /^(?:https?:\/\/|mailto:)/i;

export function toSegments(text: string): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (const match of text.matchAll(CODE)) {
    pushLinked(segments, text.slice(from, match.index));
    const block = match[1];
    if (block === undefined) segments.push({ kind: "code", text: match[2] ?? "" });
    else segments.push({ kind: "block", text: block.replace(/\n$/, "") });
    from = match.index + match[0].length;
  }
  pushLinked(segments, text.slice(from));
  return segments;
}

function pushLinked(segments: Segment[], text: string): void {
  let from = 0;
  for (const link of MAYBE_LINK.test(text) ? find(text, { defaultProtocol: "https" }) : []) {
    // The library also takes "readme.md" for a host name.
    const isIntended = link.type === "email" || /^(?:https?:\/\/|www\.)/i.test(link.value);
    if (!isIntended || !SAFE_HREF.test(link.href)) continue;
    pushText(segments, text.slice(from, link.start));
    segments.push({ kind: "link", text: link.value, href: link.href });
    from = link.end;
  }
  pushText(segments, text.slice(from));
}

function pushText(segments: Segment[], text: string): void {
  if (text) segments.push({ kind: "text", text });
}

const PICTOGRAPH = String.raw`\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})*`;
const ONE_EMOJI = String.raw`(?:\p{RI}\p{RI}|[#*0-9]\uFE0F?\u20E3|${PICTOGRAPH}(?:\u200D${PICTOGRAPH})*)`;
const FEW_EMOJI = new RegExp(String.raw`^\s*(?:${ONE_EMOJI}\s*){1,3}$`, "u");

export const isEmojiOnly = (text: string): boolean => text.length <= 80 && FEW_EMOJI.test(text);
