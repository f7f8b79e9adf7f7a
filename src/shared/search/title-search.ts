const LETTERS = /[\p{L}\p{N}\p{M}]+/gu;
const UNSPACED = /[\p{sc=Hangul}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/u;

const MAX_WORDS = 5;

/** Not the `fold` of messages: rooms store their words folded like this. */
const fold = (text: string): string => text.normalize("NFKC").toLowerCase();

// The indexed words of a title, searched by prefix. In scripts without spaces every suffix counts as a word as well,
// so that 고양이 is found in 아기고양이.
export function searchWords(title: string): string[] {
  const words = new Set<string>();
  for (const [word] of fold(title).matchAll(LETTERS)) {
    const letters = [...word];
    const endings = UNSPACED.test(word) ? letters.length : 1;
    for (let i = 0; i < endings; i++) words.add(letters.slice(i).join(""));
  }
  return words.size ? [...words] : fold(title).split(/\s+/).filter(Boolean);
}

export function searchPatterns(text: string): RegExp[] {
  const words = [...fold(text).matchAll(LETTERS)].map(([word]) => word);
  const wanted = words.length ? words : fold(text).split(/\s+/).filter(Boolean);
  // The longest word first: it is the most selective, and the first pattern uses the index.
  const longestFirst = wanted.sort((a, b) => b.length - a.length);
  return longestFirst.slice(0, MAX_WORDS).map((word) => new RegExp(`^${escaped(word)}`));
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

export function matchesTitle(title: string, text: string): boolean {
  const words = searchWords(title);
  return searchPatterns(text).every((pattern) => words.some((word) => pattern.test(word)));
}
