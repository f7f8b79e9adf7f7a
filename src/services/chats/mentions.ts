import type { Member } from "../../shared/events.js";
import { fold } from "../../shared/fold.js";
import { findMentions } from "../../shared/mentions/find-mentions.js";

export const MAY_MENTION = /[@＠]/;

export function mentionsIn(text: string, members: readonly Member[]): string[] {
  const folded = members.map(({ id, name }) => ({ id, name: fold(name) }));
  const found = findMentions(
    text,
    folded.map(({ name }) => name),
  );
  const names = new Set(found.map(({ name }) => name));
  return folded.filter(({ name }) => names.has(name)).map(({ id }) => id);
}
