import type { RequestHandler } from "express";
import type { Services } from "../../services/index.js";
import { visitorOf } from "../request.js";

export function takePendingSeat({ entry }: Services): RequestHandler {
  return async (req, _res, next) => {
    const { shown } = req.session;
    if (shown !== undefined && shown === req.params.id) {
      delete req.session.shown;
      await entry.takeSeat(visitorOf(req), shown);
    }
    next();
  };
}
