import type { Chat, Member } from "../events.js";
import type { Segment } from "../render/rich-text.js";
import { splitMentions } from "./find-mentions.js";

/** A chat has the ids of whom it mentions; only names that are known for these are marked. */
export function markMentions(
  segments: Segment[],
  { mentions = [] }: Pick<Chat, "mentions">,
  members: Iterable<Pick<Member, "id" | "name">> = [],
): Segment[] {
  if (!mentions.length) return segments;
  const names = [...members].filter(({ id }) => mentions.includes(id)).map(({ name }) => name);
  return names.length ? markNames(segments, names) : segments;
}

const markNames = (segments: Segment[], names: string[]): Segment[] =>
  segments.flatMap((segment) => {
    if (segment.children) return { ...segment, children: markNames(segment.children, names) };
    return segment.kind === "text" ? markInText(segment.text, names) : segment;
  });

const markInText = (text: string, names: string[]): Segment[] =>
  splitMentions(text, names).map(({ text, isMention }) => ({ kind: isMention ? "mention" : "text", text }));
