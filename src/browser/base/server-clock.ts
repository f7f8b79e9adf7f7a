let aheadMs: number | undefined;

/** A visitor's clock may be a day off, and the server's moments are counted down by it. */
export function setServerTime(iso: string): void {
  aheadMs = Date.parse(iso) - Date.now();
}

export const serverNow = (): number => Date.now() + (aheadMs ?? 0);

/** Until then, what the server has rendered is truer than the visitor's clock. */
export const isServerTimeKnown = (): boolean => aheadMs !== undefined;
