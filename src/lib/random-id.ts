import { randomFillSync } from "node:crypto";

// A call into the kernel for 12 bytes costs as much as one for 4096.
const pool = Buffer.alloc(4096);
let used = pool.length;

export function randomId(bytes = 12): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString("base64url", used - bytes, used);
}

/** Ids of later milliseconds are higher: an index appends them instead of writing a page for each. */
export const ascendingId = (): string => Date.now().toString(16).padStart(12, "0") + randomId(9);
