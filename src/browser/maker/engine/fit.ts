export interface Plan {
  /** Of the longer side, in pixels. */
  side: number;
  /** 3 keeps every third frame. */
  every: number;
  colors: number;
}

/** The next try aims below the limit, since an estimate may be wrong by as much. */
const AIM = 0.9;
const SMALLEST_GOOD_SIDE = 200;
const SMALLEST_SIDE = 16;
const MOST_EVERY = 3;
/** How large a file with a quarter of the colours is, roughly. */
const SHARE_OF_FEW_COLORS = 0.6;
const FEW_COLORS = 64;

/** First a smaller side, then fewer frames, then fewer colours, then an even smaller side. */
export function reduce(plan: Plan, bytes: number, maxBytes: number): Plan | undefined {
  let share = Math.min(AIM, (maxBytes * AIM) / bytes);
  const next = { ...plan };
  const shrinkTo = (smallest: number): void => {
    const side = Math.max(smallest, Math.floor(next.side * Math.sqrt(share)));
    if (side >= next.side) return;
    share *= (next.side / side) ** 2;
    next.side = side;
  };
  shrinkTo(SMALLEST_GOOD_SIDE);
  if (share < 1 && next.every < MOST_EVERY) {
    const every = Math.min(MOST_EVERY, Math.ceil(next.every / share));
    share *= every / next.every;
    next.every = every;
  }
  if (share < 1 && next.colors > FEW_COLORS) {
    next.colors = FEW_COLORS;
    share /= SHARE_OF_FEW_COLORS;
  }
  if (share < 1) shrinkTo(SMALLEST_SIDE);
  const isLess = next.side < plan.side || next.every > plan.every || next.colors < plan.colors;
  return isLess ? next : undefined;
}
