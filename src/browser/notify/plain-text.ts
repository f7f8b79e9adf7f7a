const MAX_CHARACTERS = 160;
const HIDDEN = "▒▒▒";

/** Others may see the screen, so spoilers stay hidden, inside code too. */
export function toPlainText(text: string): string {
  const plain = text
    .replace(/\|\|[\s\S]+?\|\|/g, HIDDEN)
    .replace(/```(?:\n)?([\s\S]+?)```|`([^`\n]+)`/g, (_all, block, code) => block ?? code)
    .replace(/(\*\*|~~)(?=\S)([\s\S]+?\S|\S)\1/g, "$2")
    .replace(/(^|[^\p{L}\p{N}_])_(?=\S)([^_\n]*[^_\s])_(?![\p{L}\p{N}_])/gu, "$1$2")
    .replace(/^>+ ?/gm, "")
    .replace(/\s+/g, " ")
    .trim();
  const characters = [...plain];
  return characters.length > MAX_CHARACTERS ? `${characters.slice(0, MAX_CHARACTERS).join("")}…` : plain;
}
