import type { Request, RequestHandler } from "express";
import { Refusal } from "../../services/index.js";
import { isOwnOrigin } from "../../shared/origin.js";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** Prevents cross-site request forgery. Must come before everything that reads a body or a session. */
export function sameOrigin(publicOrigin: string | undefined): RequestHandler {
  return (req, _res, next) => {
    const isOwn = SAFE_METHODS.has(req.method) || isOwnOrigin(req.headers, publicOrigin);
    if (!isOwn && !isInviteForm(req)) throw new Refusal("CROSS_SITE");
    next();
  };
}

/** With `no-referrer`, browsers send `Origin: null` with the form of an invite's page. */
const isInviteForm = ({ path, headers }: Request): boolean =>
  path.startsWith("/i/") && headers.origin === "null" && headers["sec-fetch-site"] === "same-origin";
