/** Of each of the frames that are compared. */
export const MOST_BITS = 5;
const FLAT = "0".repeat(16);
/** Of six parts of a hash at least one is the same, if five bits differ. */
const CUTS = [0, 3, 6, 9, 12, 14, 16];
const LOOK = /^[\da-f]{16}$/;

/** One for a still picture, three for an animation. Undefined for what is too flat to be told from others. */
export function toLooks(hashes: readonly (string | undefined)[]): string[] | undefined {
  const flat = hashes.filter((hash) => hash === undefined).length;
  return flat > Math.floor(hashes.length / 2) ? undefined : hashes.map((hash) => hash ?? FLAT);
}

export const areLooks = (looks: readonly string[]): boolean =>
  [1, 3].includes(looks.length) && looks.every((look) => LOOK.test(look));

/** The bits that differ in the frames that differ most. A still picture is compared with the first one. */
export function distance(a: readonly string[], b: readonly string[]): number {
  const frames = Math.min(a.length, b.length);
  if (!frames) return Number.POSITIVE_INFINITY;
  return Math.max(...a.slice(0, frames).map((look, at) => differentBits(look, b[at]!)));
}

export const areAlike = (a: readonly string[] = [], b: readonly string[] = []): boolean =>
  distance(a, b) <= MOST_BITS;

/** Pictures that are alike have at least one of these in common, so an index finds them. */
export const partsOf = ([first]: readonly string[]): string[] =>
  first === undefined ? [] : CUTS.slice(1).map((end, at) => `${at}${first.slice(CUTS[at], end)}`);

function differentBits(a: string, b: string): number {
  let bits = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let count = 0;
  for (; bits; bits &= bits - 1n) count++;
  return count;
}
