import { fold } from "../fold.js";
import { toUncoveredText } from "../render/rich-text.js";

interface Searched {
  chat?: string | undefined;
  gif?: { alt?: string | undefined } | undefined;
}

/** In a message as it was typed, and as it is read: a phrase may have marks inside it. */
export function hasFolded({ chat = "", gif }: Searched, wanted: string): boolean {
  if (fold(`${chat}\n${gif?.alt ?? ""}`).includes(wanted)) return true;
  const read = toUncoveredText(chat);
  return read !== chat && fold(read).includes(wanted);
}
