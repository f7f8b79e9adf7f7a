import type { Request, RequestHandler, Response } from "express";

/** Rooms, their doors, and the forms of these pages. Not where visitors are handed over or rooms opened. */
const FRAMED = /^\/(?:room\/[^/]+(?!\/along\/*$)(?:\/.*)?|i\/[^/]+\/*|site\/*|nickname\/*|language\/*)$/i;

/** Value of `frame-ancestors`. In a frame, the lobby is a page that only leads out of it. */
export const frameAncestors = (origins: readonly string[], req: Request, res: Response): string =>
  origins.length && (FRAMED.test(req.path) || (isFramed(res) && req.path === "/"))
    ? origins.join(" ")
    : "'none'";

const isFramed = (res: Response): boolean => res.locals.framed === true;

/** For the pages, which are compact there. */
export function knowFrames(origins: readonly string[]): RequestHandler {
  return (req, res, next) => {
    const destination = req.get("sec-fetch-dest");
    res.locals.framed = origins.length > 0 && (destination === "iframe" || destination === "frame");
    next();
  };
}

/** A redirect that drops the referrer of the site around the frame would lead to a page without the frame's session. */
export const keepReferrer: RequestHandler = (_req, res, next) => {
  if (isFramed(res)) {
    const { redirect } = res;
    res.redirect = (...args: unknown[]) => {
      res.set("Referrer-Policy", "strict-origin-when-cross-origin");
      Reflect.apply(redirect, res, args);
    };
  }
  next();
};

/** Old browsers read this header alone, which cannot name a site. */
export function allowFrames(origins: readonly string[]): RequestHandler {
  return (req, res, next) => {
    if (frameAncestors(origins, req, res) !== "'none'") res.removeHeader("X-Frame-Options");
    next();
  };
}
