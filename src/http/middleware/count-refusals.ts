import type { RequestHandler } from "express";
import type { MetricsRecorder } from "../../services/index.js";

/** Counts every refused request, also those answered by a form shown again or by a redirect with a message. */
export function countRefusals(metrics: MetricsRecorder): RequestHandler {
  return (_req, res, next) => {
    res.once("finish", () => {
      if (res.locals.refused) metrics.refused(res.locals.refused);
    });
    next();
  };
}
