// Reads the close code of a websocket from the socket of ws 8, since Engine.IO 6.6 drops it: it tells a page that was
// closed from a connection that was lost. test/seats/graces.test.ts fails when the libraries change.
import type { Connection } from "./connection-context.js";

/** 1005 is a close without a code. */
const CLOSED_CODES: ReadonlySet<number> = new Set([1000, 1001, 1005]);
const LOST_REASONS: ReadonlySet<string> = new Set(["ping timeout", "transport error"]);

type Transport = { readonly socket?: { readonly _closeCode: number } };

export function endOf({ transport }: Connection, reason: string): "closed" | "lost" {
  const code = (transport as unknown as Transport).socket?._closeCode;
  if (code === undefined) return LOST_REASONS.has(reason) ? "lost" : "closed";
  // A write just after the other side has closed ends with a "transport error".
  const isEnd = reason === "transport close" || LOST_REASONS.has(reason);
  return isEnd && !CLOSED_CODES.has(code) ? "lost" : "closed";
}
