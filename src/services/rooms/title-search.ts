const LETTERS = /[\p{L}\p{N}\p{M}]+/gu;
/** Scripts that write compounds, or whole sentences, without a space. */
const UNSPACED = /[\p{sc=Hangul}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/u;

const MOST_WORDS = 5;

const fold = (text: string): string => text.normalize("NFKC").toLowerCase();

/**
 * What a title is found by: the beginnings of its words. Where words are not parted by spaces, every ending
 * counts as a word as well, so that 고양이 is found in 아기고양이. An index can serve both.
 */
export function searchWords(title: string): string[] {
  const words = new Set<string>();
  for (const [word] of fold(title).matchAll(LETTERS)) {
    const letters = [...word];
    const endings = UNSPACED.test(word) ? letters.length : 1;
    for (let i = 0; i < endings; i++) words.add(letters.slice(i).join(""));
  }
  // A title of signs alone, such as "♥", is found by its signs.
  return words.size ? [...words] : fold(title).split(/\s+/).filter(Boolean);
}

/** A title is found when each of these finds one of its words. */
export function searchPatterns(text: string): RegExp[] {
  const words = [...fold(text).matchAll(LETTERS)].map(([word]) => word);
  const sought = words.length ? words : fold(text).split(/\s+/).filter(Boolean);
  // The longest first: it is found in the fewest rooms, and the index is asked for the first.
  const telling = sought.sort((a, b) => b.length - a.length);
  return telling.slice(0, MOST_WORDS).map((word) => new RegExp(`^${escaped(word)}`));
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
