import type { RequestHandler } from "express";
import { Refusal } from "../../services/index.js";
import { isOwnOrigin } from "../../shared/origin.js";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** Prevents cross-site request forgery. Must come before everything that reads a body or a session. */
export function sameOrigin(publicOrigin: string | undefined): RequestHandler {
  return (req, _res, next) => {
    if (!SAFE_METHODS.has(req.method) && !isOwnOrigin(req.headers, publicOrigin))
      throw new Refusal("CROSS_SITE");
    next();
  };
}
