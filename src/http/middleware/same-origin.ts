import type { Request, RequestHandler } from "express";
import { type Origins, ownOrigin } from "../../lib/onion/own-origin.js";
import { Refusal } from "../../services/index.js";
import { isFormNonce } from "../../session/index.js";
import { isOwnOrigin } from "../../shared/origin.js";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);
const TOKEN_PAGE = /^\/(?:i|along)\/([^/]+)\/?$/i;

/** Prevents cross-site request forgery. Must come before everything that reads a body or a session. */
export function sameOrigin(origins: Origins): RequestHandler {
  return (req, res, next) => {
    const isOwn = SAFE_METHODS.has(req.method) || isOwnOrigin(req.headers, ownOrigin(req, origins));
    if (!isOwn) res.locals.unproven = tokenOfForm(req);
    next();
  };
}

/** The other half of it, for the forms that only their nonce tells from those of another site. */
export const formOfTokenPage: RequestHandler = (req, res, next) => {
  const { unproven } = res.locals;
  if (unproven !== undefined && !isFormNonce(req, unproven, req.body?.nonce)) throw new Refusal("CROSS_SITE");
  next();
};

// With `no-referrer`, browsers send `Origin: null` with the form of a page whose address is a token. Over plain http,
// but for localhost, they do not send `Sec-Fetch-Site` either; then its nonce decides.
function tokenOfForm({ path, headers }: Request): string | undefined {
  const [, token] = TOKEN_PAGE.exec(path) ?? [];
  const site = headers["sec-fetch-site"];
  const isPossible = headers.origin === "null" && (site === undefined || site === "same-origin");
  if (token === undefined || !isPossible) throw new Refusal("CROSS_SITE");
  return site === undefined ? token : undefined;
}
