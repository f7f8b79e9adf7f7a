export interface Emoji {
  emoji: string;
  group: string;
  shortNames: string[];
  /** The version of Emoji that brought it, if not every system has that. */
  version?: number;
  takesTone: boolean;
}

export interface EmojiName {
  name: string;
  words: string;
}

const toLines = (text: string): string[] => text.split("\n").filter(Boolean);

export function parseEmoji(text: string): Emoji[] {
  const list: Emoji[] = [];
  let group = "";
  for (const line of toLines(text)) {
    // The emoji `#️⃣` begins with this sign, too.
    if (/^#\w/.test(line)) {
      group = line.slice(1);
      continue;
    }
    const [emoji = "", names = "", marks = ""] = line.split("\t");
    const version = Number.parseFloat(marks);
    list.push({
      emoji,
      group,
      shortNames: names.split(" "),
      ...(version && { version }),
      takesTone: marks.endsWith("+"),
    });
  }
  return list;
}

export function parseNames(text: string): Map<string, EmojiName> {
  return new Map(
    toLines(text).map((line) => {
      const [emoji = "", name = "", words = ""] = line.split("\t");
      return [emoji, { name, words }];
    }),
  );
}

const MODIFIER_BASE = /(\p{Emoji_Modifier_Base})\ufe0f?/gu;

export const tones = ["", "🏻", "🏼", "🏽", "🏾", "🏿"] as const;

export const withTone = ({ emoji, takesTone }: Pick<Emoji, "emoji" | "takesTone">, tone: string): string =>
  takesTone && tone ? emoji.replace(MODIFIER_BASE, `$1${tone}`) : emoji;
