import type { ErrorRequestHandler, Request, Response } from "express";
import { type Proofs, Refusal } from "../../services/index.js";
import type { Purpose } from "../../shared/proof-purposes.js";
import { renderPage } from "../rendering/render-page.js";
import { addressOf, isRead, isShownInPage, localPath, proofOf, visitorOf } from "../request.js";

const SESSION_COOKIE = "gif-chat";

// Answers a form that lacks a proof with a page that sends the same form again: with scripts when the puzzle is solved,
// without them when the visitor has waited. A room's page that lacks one is answered with a form that leads into it.
export function proofPage(proofs: Proofs): ErrorRequestHandler {
  return async (error, req, res, next) => {
    const isAsked = !isRead(req) || res.locals.entered !== undefined;
    if (!isAsked || !isShownInPage(req, res, error) || error.code !== "PROOF_REQUIRED") return next(error);
    // A browser that keeps no cookies would solve puzzles for ever, each in another session.
    if (proofOf(req) !== undefined && req.cookies[SESSION_COOKIE] === undefined)
      return next(new Refusal("NO_SESSION"));
    await askForProof(proofs, req, res, error);
  };
}

async function askForProof(proofs: Proofs, req: Request, res: Response, refusal: Refusal): Promise<void> {
  const { status, code, extras } = refusal;
  const purpose = extras.purpose as Purpose;
  const wait = await proofs.startWait(purpose, visitorOf(req).id, proofOf(req), addressOf(req));
  res.locals.refused = code;
  const { entered: room } = res.locals;
  const action = room ? `/room/${room._id}/enter` : localPath(req.originalUrl);
  const fields = isRead(req) ? [["here", req.originalUrl] satisfies [string, string]] : typedFields(req);
  renderPage(req, res.status(status), "proof", { action, purpose, wait, fields, room });
}

/** Kept in the page and never in a URL, since one of them may be a password. */
const typedFields = (req: Request): [string, string][] =>
  Object.entries((req.body ?? {}) as Record<string, unknown>).filter(
    (field): field is [string, string] => typeof field[1] === "string" && field[0] !== "proof",
  );
