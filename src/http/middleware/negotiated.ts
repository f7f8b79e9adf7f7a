import type { RequestHandler } from "express";

/** Page or JSON, in one of several languages, for one visitor. Routes of files replace these headers. */
export const negotiated: RequestHandler = (_req, res, next) => {
  res.vary("Accept, Accept-Language").set("Cache-Control", "private, no-store");
  next();
};
