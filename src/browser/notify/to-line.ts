import { toPlainText } from "../../shared/render/rich-text.js";

const MAX_CHARACTERS = 160;

/** Others may see the screen, so spoilers stay hidden. */
export function toLine(chat: string): string {
  const line = toPlainText(chat).replace(/\s+/g, " ");
  const characters = [...line];
  return characters.length > MAX_CHARACTERS ? `${characters.slice(0, MAX_CHARACTERS).join("")}…` : line;
}
