import { createHash } from "node:crypto";

/** Pages get a hash of an address's keyed hash, so that a form cannot name another address. */
export const toRaidKey = (from: string): string =>
  createHash("sha256").update(`raid ${from}`).digest("base64url").slice(0, 22);
