/** Of other refusals the same thing gets the same answer again. */
const TEMPORARY: ReadonlySet<string> = new Set([
  ...["OFFLINE", "UNKNOWN", "INTERNAL", "BUSY"],
  ...["TOO_MANY_REQUESTS", "SLOW_MODE", "STORAGE_FULL"],
  // The stylesheet hides the button for as long as only hosts write.
  "READ_ONLY",
]);

export const mayRetry = (code: string): boolean => TEMPORARY.has(code);
