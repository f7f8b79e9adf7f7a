import type { Request, RequestHandler } from "express";
import { Refusal } from "../../services/index.js";
import { isOwnOrigin } from "../../shared/origin.js";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** Prevents cross-site request forgery. Must come before everything that reads a body or a session. */
export function sameOrigin(publicOrigin: string | undefined): RequestHandler {
  return (req, _res, next) => {
    const isOwn = SAFE_METHODS.has(req.method) || isOwnOrigin(req.headers, publicOrigin);
    if (!isOwn && !isFormOfTokenPage(req)) throw new Refusal("CROSS_SITE");
    next();
  };
}

/** With `no-referrer`, browsers send `Origin: null` with the form of a page whose address is a token. */
const isFormOfTokenPage = ({ path, headers }: Request): boolean =>
  /^\/(?:i|along)\//.test(path) && headers.origin === "null" && headers["sec-fetch-site"] === "same-origin";
