import unhomoglyph from "unhomoglyph";

const MAX_PASSES = 6;
const SMALL_CAPITALS = "ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjĸkʟlʍmɴnᴏoᴘpʀrꜱsᴛtᴜuᴠvᴡwʏyᴢz♯#⋕#⌗#";
/** Letters that look alike in small type, and that Unicode's table of confusables keeps apart. */
const ALSO_ALIKE = new Map(
  [...SMALL_CAPITALS].flatMap((char, i, all) => (i % 2 ? [] : [[char, all[i + 1]!] as const])),
);

/** Unicode's skeleton (UTS 39) without case: of two names that look alike, both have the same. */
export function toSkeleton(name: string): string {
  let skeleton = name;
  for (let i = 0; i < MAX_PASSES; i++) {
    const before = skeleton;
    skeleton = confuse(decompose(foldCase(decompose(skeleton))))
      .normalize("NFKD")
      .replace(/\s+/g, " ")
      .trim();
    if (skeleton === before) break;
  }
  return skeleton;
}

/**
 * Two names look alike if they share one of these. The second is made from the name as it is written: a capital I looks
 * like a small l, which is lost with the case.
 */
export function toLooks(name: string): string[] {
  return [...new Set([toSkeleton(name), toSkeleton(confuse(decompose(name)))])];
}

export const lookAlike = (looks: readonly string[], others: readonly string[]): boolean =>
  looks.some((look) => others.includes(look));

const decompose = (text: string): string =>
  text.normalize("NFKD").replace(/\p{Default_Ignorable_Code_Point}/gu, "");

/** Twice, since some letters have no lower case of their own: ß becomes ss. */
const foldCase = (text: string): string => text.toUpperCase().toLowerCase();

function confuse(text: string): string {
  const alike = unhomoglyph(text);
  return [...alike]
    .map((char) => ALSO_ALIKE.get(char) ?? char)
    .join("")
    .replace(/(?<=[ij])\u0307/g, "");
}
