import type { RequestHandler } from "express";
import type { MetricsRecorder } from "../../services/index.js";

export function countRefusals(metrics: MetricsRecorder): RequestHandler {
  return (_req, res, next) => {
    res.once("finish", () => {
      if (res.locals.refused) metrics.refused(res.locals.refused);
    });
    next();
  };
}
