import type { RequestHandler } from "express";
import type { Services } from "../../services/index.js";
import { isShownInPage, visitorOf } from "../request.js";

export function takePendingSeat({ entry }: Services): RequestHandler {
  return async (req, res, next) => {
    const { shown } = req.session;
    if (shown !== undefined && shown === req.params.id) {
      delete req.session.shown;
      try {
        await entry.takeSeat(visitorOf(req), shown);
      } catch (error) {
        if (!isShownInPage(req, res, error) || error.code !== "PROOF_REQUIRED") throw error;
        return res.redirect(303, `/room/${shown}`);
      }
    }
    next();
  };
}
