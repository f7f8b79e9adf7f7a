import type { ErrorRequestHandler, Request } from "express";
import type { Proofs } from "../../services/index.js";
import type { Purpose } from "../../shared/proof-purposes.js";
import { renderPage } from "../rendering/render-page.js";
import { addressOf, isShownInPage, localPath, proofOf, visitorOf } from "../request.js";

// Answers a form that lacks a proof with a page that sends the same form again: with scripts when the puzzle is solved,
// without them when the visitor has waited.
export function proofPage(proofs: Proofs): ErrorRequestHandler {
  return async (error, req, res, next) => {
    const isForm = req.method === "POST" && isShownInPage(req, res, error);
    if (!isForm || error.code !== "PROOF_REQUIRED") return next(error);
    const purpose = error.extras.purpose as Purpose;
    const wait = await proofs.startWait(purpose, visitorOf(req).id, proofOf(req), addressOf(req));
    res.locals.refused = error.code;
    const action = localPath(req.originalUrl);
    renderPage(req, res.status(error.status), "proof", { action, purpose, wait, fields: typedFields(req) });
  };
}

/** Kept in the page and never in a URL, since one of them may be a password. */
const typedFields = (req: Request): [string, string][] =>
  Object.entries((req.body ?? {}) as Record<string, unknown>).filter(
    (field): field is [string, string] => typeof field[1] === "string" && field[0] !== "proof",
  );
