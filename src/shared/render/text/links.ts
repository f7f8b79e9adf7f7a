import { find } from "linkifyjs";

export interface Link {
  start: number;
  end: number;
  href: string;
}

const MAYBE_LINK = /:\/\/|www\.|@/i;
const SAFE_HREF = /^(?:https?:\/\/|mailto:)/i;
/** The library takes these for a part of the URL. */
const CLOSING_MARKS = /(?:\*\*|~~|\|\|)+$/;
const CLOSING_MARKS_AND_ITALIC = /(?:\*\*|~~|\|\||_)+$/;

export function findLinks(text: string): Link[] {
  if (!MAYBE_LINK.test(text)) return [];
  const links: Link[] = [];
  const firstItalic = text.search(/(?<![\p{L}\p{N}])_/u);
  for (const { type, value, href, start, end } of find(text, { defaultProtocol: "https" })) {
    // The library also takes "readme.md" for a host name.
    const isIntended = type === "email" || /^(?:https?:\/\/|www\.)/i.test(value);
    if (!isIntended || !SAFE_HREF.test(href)) continue;
    const mayBeItalic = firstItalic >= 0 && firstItalic < start;
    const marks = (mayBeItalic ? CLOSING_MARKS_AND_ITALIC : CLOSING_MARKS).exec(value)?.[0].length ?? 0;
    links.push({ start, end: end - marks, href: marks ? href.slice(0, -marks) : href });
  }
  return links;
}
