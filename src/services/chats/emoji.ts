// `v` knows emoji of several characters. One that this Node does not know yet is a lone pictograph to it.
const FLAG = "v";
const EMOJI = new RegExp("^(?:\\p{RGI_Emoji}|\\p{Extended_Pictographic}\\p{Emoji_Modifier}?)$", FLAG);
const VARIATION = "\ufe0f";

/** The one way to write this emoji, or undefined: ❤ with and without its variation selector count as the same. */
export function toEmoji(text: string): string | undefined {
  const trimmed = text.trim();
  const full = `${trimmed}${VARIATION}`;
  if (!trimmed.endsWith(VARIATION) && EMOJI.test(full)) return full;
  return EMOJI.test(trimmed) ? trimmed : undefined;
}
