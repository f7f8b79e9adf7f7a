import { Router } from "express";
import { renderPage } from "../rendering/render-page.js";
import { visitorOf, wantsJson } from "../request.js";
import { discardRest } from "../uploads/discard-rest.js";
import { SHARE_PATH } from "./manifest.js";

/** The worker answers this request in the browser; it gets here only if there is no worker. Nothing is stored. */
export function lostShareRoutes(maxBytes: number): Router {
  return Router().post(SHARE_PATH, async (req, res) => {
    await discardRest(req, res, maxBytes);
    res.redirect(303, SHARE_PATH);
  });
}

export function sharePageRoutes(): Router {
  return Router().get(SHARE_PATH, (req, res) => {
    visitorOf(req);
    if (wantsJson(req, res)) res.json({ taken: false });
    else renderPage(req, res, "share", {});
  });
}
