import type { RequestHandler } from "express";

/** One address has a page, JSON and texts in several languages, for this visitor alone. Files say something else. */
export const negotiated: RequestHandler = (_req, res, next) => {
  res.vary("Accept, Accept-Language").set("Cache-Control", "private, no-store");
  next();
};
