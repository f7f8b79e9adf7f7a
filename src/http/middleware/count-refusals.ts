import type { RequestHandler, Response } from "express";
import type { Code, MetricsRecorder, Refusal } from "../../services/index.js";

export const noteRefusal = (res: Response, refused: Code, { where: refusedWhere }: Refusal["extras"]): void =>
  void Object.assign(res.locals, { refused, refusedWhere });

export function countRefusals(metrics: MetricsRecorder): RequestHandler {
  return (_req, res, next) => {
    res.once("finish", () => {
      if (res.locals.refused) metrics.refused(res.locals.refused, res.locals.refusedWhere);
    });
    next();
  };
}
