import { type Request, Router } from "express";
import { renderPage } from "../rendering/render-page.js";
import { visitorOf, wantsJson } from "../request.js";

const ROOM = /^\/room\/[\w-]+$/;

/** In a frame there is no lobby: after leaving or a refusal, visitors come here. */
export function framedLobbyRoutes(): Router {
  return Router().get("/", (req, res, next) => {
    if (!res.locals.framed || wantsJson(req, res)) return next();
    visitorOf(req);
    renderPage(req, res, "framed-lobby", { room: roomBefore(req) });
  });
}

function roomBefore({ headers: { referer = "", host } }: Request): string | null {
  const url = URL.canParse(referer) ? new URL(referer) : undefined;
  return url?.host === host && ROOM.test(url!.pathname) ? url!.pathname : null;
}
