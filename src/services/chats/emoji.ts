const FLAG = "v";
const EMOJI = new RegExp("^\\p{RGI_Emoji}$", FLAG);
/** One that is no emoji yet: no character that has no meaning so far, and a tone of skin only where there is skin. */
const PICTOGRAPH = /^(?:(?!\p{Cn})\p{Extended_Pictographic}|\p{Emoji_Modifier_Base}\p{Emoji_Modifier})$/u;
const VARIATION = "\ufe0f";
const SHOWN_AS_TEXT = /(?!\p{Emoji_Presentation})\p{Emoji}(?!\p{Emoji_Modifier})/gu;

/** The one way to write this emoji, or undefined: ❤ with and without its variation selector count as the same. */
export function toEmoji(text: string): string | undefined {
  const bare = text.trim().replaceAll(VARIATION, "");
  const full = bare.replace(SHOWN_AS_TEXT, `$&${VARIATION}`);
  if (EMOJI.test(full)) return full;
  return PICTOGRAPH.test(bare) ? bare : undefined;
}
