import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";

/** More than either contender takes on a slow machine. */
const MOST_LEAD_MS = 3000;

interface Rounds {
  /** How often it is run at least, to give rare faults a chance. */
  least?: number;
  most: number;
}

/**
 * Repeats a race until both outcomes have occurred. It fails on any other outcome, and if one of them never occurs.
 * Each round is told by how many milliseconds the first contender leads: less after it has won, more after it has lost,
 * so that the rounds close in on the moment where either may win.
 */
export async function untilBothOccurred(
  [firstWins, firstLoses]: [string, string],
  { least = 1, most }: Rounds,
  round: (leadMs: number, i: number) => Promise<string>,
): Promise<void> {
  const counts: Record<string, number> = { [firstWins]: 0, [firstLoses]: 0 };
  let [lead, step, before] = [0, 1, ""];
  for (let i = 0; i < least || (i < most && isOneSided(counts)); i++) {
    const outcome = await round(lead, i);
    expect(Object.keys(counts)).toContain(outcome);
    counts[outcome]!++;
    // Not even the longest lead changes who wins.
    if (isOneSided(counts) && Math.abs(lead) === MOST_LEAD_MS && outcome === before) break;
    step = outcome === before ? step * 2 : 1;
    lead = Math.max(-MOST_LEAD_MS, Math.min(MOST_LEAD_MS, lead + (outcome === firstWins ? -step : step)));
    before = outcome;
  }
  const seen = expect.toSatisfy((count: number) => count > 0);
  expect(counts, "both outcomes occur").toEqual({ [firstWins]: seen, [firstLoses]: seen });
}

/** Begins both, the first so many milliseconds before the second, or after it when the lead is negative. */
export function race<A, B>(
  leadMs: number,
  first: () => Promise<A>,
  second: () => Promise<B>,
): Promise<[A, B]> {
  const late = async <T>(ms: number, begin: () => Promise<T>) => {
    await pause(Math.max(0, ms));
    return begin();
  };
  return Promise.all([late(-leadMs, first), late(leadMs, second)]);
}

const isOneSided = (counts: Record<string, number>): boolean => Object.values(counts).includes(0);
