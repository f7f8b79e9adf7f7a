import type { RequestHandler } from "express";
import { isOnion } from "../../lib/onion/onion-address.js";
import { type Origins, ownOrigin } from "../../lib/onion/own-origin.js";
import type { Proofs } from "../../services/index.js";
import type { Purpose } from "../../shared/proof-purposes.js";
import { addressOf } from "../request.js";

const PATH = /^\/[\x21-\x7e]*$/;

/** Tor Browser offers the onion address to who came over https without it. */
export function siteOrigin(origins: Origins): RequestHandler {
  const { publicOrigin, onion } = origins;
  const isOffered = onion !== undefined && publicOrigin?.startsWith("https:") === true;
  return (req, res, next) => {
    res.locals.origin = ownOrigin(req, origins) ?? (req.host ? `${req.protocol}://${req.host}` : undefined);
    if (isOffered && !isOnion(req.socket.remoteAddress) && PATH.test(req.originalUrl))
      res.set("Onion-Location", onion.origin + req.originalUrl);
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
