/** Characters that pasted text brings along unseen; some change its direction. */
const UNSEEN =
  /[\p{Cc}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0]|\u034f/gu;
/** Variation selectors are invisible after anything but an emoji. */
const LONE_SELECTORS =
  /(?<!\p{Extended_Pictographic}(?=[\ufe0e\ufe0f])|[#*0-9](?=.\u20e3))\p{Variation_Selector}/gu;

const VIRAMA = String.raw`\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d3b\u0d3c\u0d4d\u0dca\u1039\u103a\u17d2\u1b44\ua9c0`;
const CURSIVE = ["Arabic", "Syriac", "Mongolian", "Nko", "Adlam", "Hanifi_Rohingya", "Mandaic"]
  .map((script) => String.raw`\p{Script=${script}}`)
  .join("");
const PICTOGRAPH = String.raw`\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})*`;
const NEEDED_JOINERS = new RegExp(
  [
    String.raw`(?<=[${VIRAMA}])[\u200c\u200d](?![\u200c\u200d])`,
    String.raw`(?<=\p{L}\p{M}?)\u200d(?=[${VIRAMA}])`,
    String.raw`(?<=[${CURSIVE}]\p{M}*)\u200c(?=[${CURSIVE}])`,
    String.raw`(?<=${PICTOGRAPH})\u200d(?=\p{Extended_Pictographic})`,
  ].join("|"),
  "gu",
);
/** Characters without width or ink: the replacement of an object, an empty notehead, controls of annotations. */
const INKLESS = /[\ufff9-\ufffc\u{1d159}\u{13430}-\u{13442}\p{Noncharacter_Code_Point}]/u;
const IGNORABLE = /(?![\ufe0e\ufe0f])\p{Default_Ignorable_Code_Point}/u;
const LONE_MARK = /(?:^|\s)\p{M}/u;
/** Stacks of marks paint over the lines around them. No script needs more than three general ones. */
const STACK = /\p{M}{6}|(?:(?=\p{M})[\p{Script=Inherited}]){4}/u;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

export const toLine = (text: string): string =>
  text
    .toWellFormed()
    .normalize("NFC")
    .replace(UNSEEN, " ")
    .replace(LONE_SELECTORS, "")
    .replace(/\s+/g, " ")
    .trim()
    .normalize("NFC");

export const isVisible = (text: string): boolean => VISIBLE.test(text);

/** Whether a name or title shows all that it has: hidden characters would make two of them look the same. */
export const isPlainLine = (line: string): boolean =>
  isVisible(line) &&
  !INKLESS.test(line) &&
  !IGNORABLE.test(line.replace(NEEDED_JOINERS, "")) &&
  !LONE_MARK.test(line) &&
  !STACK.test(line.normalize("NFD"));
