import type { RequestHandler } from "express";

export function siteOrigin(publicOrigin: string | undefined): RequestHandler {
  return (req, res, next) => {
    res.locals.origin = publicOrigin ?? (req.host ? `${req.protocol}://${req.host}` : undefined);
    next();
  };
}

export const backToRoom: RequestHandler = (req, res, next) => {
  res.locals.back = `/room/${encodeURIComponent(String(req.params.id))}`;
  next();
};
