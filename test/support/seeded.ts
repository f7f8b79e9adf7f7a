/** The same numbers for the same seed, so that a failure can be repeated: RANDOM_SEED=… npx vitest run FILE */
export function seeded() {
  const seed = Number(process.env.RANDOM_SEED ?? Date.now() % 2 ** 31);
  let state = seed;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 2 ** 31) * limit);
  };
  const one = <T>(choices: readonly T[]): T => choices[below(choices.length)] as T;
  return { seed, below, one };
}
