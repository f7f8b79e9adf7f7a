import type { RequestHandler } from "express";
import { Refusal } from "../../services/index.js";
import { isOwnOrigin } from "../../shared/origin.js";

const HARMLESS = new Set(["GET", "HEAD", "OPTIONS"]);

/** Stands before everything that reads a body or a session: what another site's page sends has no effect at all. */
export function refuseOtherSites(publicOrigin: string | undefined): RequestHandler {
  return (req, _res, next) => {
    if (!HARMLESS.has(req.method) && !isOwnOrigin(req.headers, publicOrigin)) throw new Refusal("CROSS_SITE");
    next();
  };
}
