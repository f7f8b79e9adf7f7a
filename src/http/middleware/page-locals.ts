import type { RequestHandler } from "express";
import type { Proofs } from "../../services/index.js";
import type { Purpose } from "../../shared/proof-purposes.js";
import { addressOf } from "../request.js";

export function siteOrigin(publicOrigin: string | undefined): RequestHandler {
  return (req, res, next) => {
    res.locals.origin = publicOrigin ?? (req.host ? `${req.protocol}://${req.host}` : undefined);
    next();
  };
}

export function proofNeed(proofs: Proofs): RequestHandler {
  return (req, res, next) => {
    res.locals.hasProofs = proofs.isOffered;
    res.locals.isProofNeeded = (purpose: Purpose) => proofs.isNeeded(purpose, addressOf(req));
    next();
  };
}

export const backToRoom: RequestHandler = (req, res, next) => {
  res.locals.back = `/room/${encodeURIComponent(String(req.params.id))}`;
  next();
};
