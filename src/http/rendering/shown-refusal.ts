import type { Request, Response } from "express";
import type { Code, Refusal } from "../../services/index.js";
import { isShownInPage } from "../request.js";

/** Prepares the answer of a page that shows the refusal itself. Throws all that it does not show. */
export function toShownRefusal(
  req: Request,
  res: Response,
  error: unknown,
  shown: ReadonlySet<Code>,
): Refusal {
  if (!isShownInPage(req, res, error) || !shown.has(error.code)) throw error;
  res.locals.refused = error.code;
  if (error.status === 429) res.set("Retry-After", String(error.extras.retryAfter ?? 10));
  res.status(error.status);
  return error;
}
