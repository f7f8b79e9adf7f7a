import { expect } from "vitest";
import { matchesIn } from "./matches-in.js";

export { matchesIn } from "./matches-in.js";

/** Contract, promise 7. */
const MINUTE_MS = 60_000;

let lastWord = 0;

/** A word that stands nowhere else, and that `wordsIn` finds. */
export const uniqueWord = (): string => `zqx${String(++lastWord).padStart(9, "0")}x`;

/** Every such word in any file under these folders, read as bytes. */
export async function wordsIn(...folders: string[]): Promise<Set<string>> {
  return new Set(await matchesIn(/zqx\d{9}x/g, ...folders));
}

/** Looks again and again, for a minute at most: nothing tells when a running server has erased something. */
export async function expectGoneWithinAMinute(words: Iterable<string>, ...folders: string[]): Promise<void> {
  const gone = new Set(words);
  const deadline = Date.now() + MINUTE_MS;
  let left: string[];
  do left = [...(await wordsIn(...folders))].filter((word) => gone.has(word));
  while (left.length > 0 && Date.now() < deadline);
  expect(left).toEqual([]);
}
