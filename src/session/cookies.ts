import type { Request, RequestHandler } from "express";
import session from "express-session";
import { isOnion } from "../lib/onion/onion-address.js";
import { isEmbedded } from "./embedded.js";
import { SESSION_TTL_MS, type SessionStore } from "./session-store.js";

interface CookieOptions {
  secret: string;
  publicOrigin: string | undefined;
  embedOrigins: readonly string[];
}

/** A session comes by the cookie `gif-chat`, or by one of its own in the frame of another site, which sends no other. */
export function createCookies(
  store: SessionStore,
  { secret, publicOrigin, embedOrigins }: CookieOptions,
): RequestHandler {
  const isSecure = publicOrigin?.startsWith("https:") ?? false;
  const shared = { store, resave: false, saveUninitialized: false };
  const cookie = { httpOnly: true, maxAge: SESSION_TTL_MS };
  const generators = store as unknown as { generate: (req: Request) => void };
  const loadOwn = session({
    ...{ ...shared, name: "gif-chat", secret },
    cookie: { ...cookie, sameSite: "lax", secure: "auto" },
    ...(isSecure && { proxy: true }),
  });
  const generateOwn = generators.generate;
  const loadEmbedded = session({
    // With another secret, one cookie's value is worth nothing under the name of the other.
    ...{ ...shared, name: "gif-chat-embed", secret: `gif-chat-embed ${secret}`, proxy: true },
    cookie: { ...cookie, sameSite: "none", secure: true, partitioned: true },
  });
  const generateEmbedded = generators.generate;
  const origins = new Set(embedOrigins);
  const isInFrame = (req: Request) => !isOnion(req.socket.remoteAddress) && isEmbedded(req, origins);
  // express-session 1.19.0 puts it on the store, for each of its handlers. Test: embed, "its own cookie".
  generators.generate = (req) => (isInFrame(req) ? generateEmbedded : generateOwn)(req);
  return (req, res, next) => {
    const embedded = isInFrame(req);
    // PUBLIC_URL says https, so trust it even if the proxy does not send this header or is not trusted.
    if ((isSecure && !isOnion(req.socket.remoteAddress)) || embedded)
      req.headers["x-forwarded-proto"] = "https";
    (embedded ? loadEmbedded : loadOwn)(req, res, next);
  };
}
