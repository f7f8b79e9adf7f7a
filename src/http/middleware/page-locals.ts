import type { RequestHandler } from "express";

/** `https://host` of this server, for links that visitors share. */
export function siteOrigin(publicOrigin: string | undefined): RequestHandler {
  return (req, res, next) => {
    res.locals.origin = publicOrigin ?? (req.host ? `${req.protocol}://${req.host}` : undefined);
    next();
  };
}

/** A form that is refused leads back to its room's page. */
export const backToRoom: RequestHandler = (req, res, next) => {
  res.locals.back = `/room/${encodeURIComponent(String(req.params.id))}`;
  next();
};
