import type { RequestHandler } from "express";
import type { Meter } from "../../services/index.js";

/** Counts every refused request, also those answered by a form shown again or by a redirect with a message. */
export function countRefusals(meter: Meter): RequestHandler {
  return (_req, res, next) => {
    res.once("finish", () => {
      if (res.locals.refused) meter.refused(res.locals.refused);
    });
    next();
  };
}
