import type { Request, Response } from "express";
import { lingerBeforeClose } from "../express-internals.js";

const MAX_MS = 30_000;
/** Also for clients that send nothing more before they have an answer. */
const MAX_IDLE_MS = 2000;

// Reads on and throws away. Whoever is answered with the connection closed while still sending gets an error instead of
// the answer. Resolves when all has come, or when it is too much, takes too long or comes no more; then the connection
// lingers after the answer.
export function discardRest(req: Request, res: Response, maxBytes: number): Promise<void> {
  if (req.complete || req.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let bytes = 0;
    const stop = () => {
      clearTimeout(timeout);
      clearTimeout(idle);
      req.off("data", count).off("end", stop).off("close", stop);
      if (!req.complete) lingerBeforeClose(req, res);
      resolve();
    };
    const count = (chunk: Buffer) => {
      bytes += chunk.length;
      idle.refresh();
      if (bytes > maxBytes) stop();
    };
    const timeout = setTimeout(stop, MAX_MS);
    const idle = setTimeout(stop, MAX_IDLE_MS);
    req.on("data", count).once("end", stop).once("close", stop);
  });
}
