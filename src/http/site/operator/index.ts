import { type Request, Router } from "express";
import type { Services } from "../../../services/index.js";
import { renderPage } from "../../rendering/render-page.js";
import { wantsJson } from "../../request.js";
import { takeDraft } from "./announcement-draft.js";
import { raidRoutes } from "./raid.js";
import { pictureRoutes, reportActs, reportPages } from "./reports.js";
import { roomPages } from "./rooms.js";
import { operatorGate, signInRoutes } from "./sign-in.js";
import { listRoutes, switchRoutes } from "./site.js";

const PAGE = "/operator";

export function operatorRoutes(services: Services): Router {
  const router = Router();
  router.use(PAGE, (_req, res, next) => {
    services.operator.assertExists();
    res.set("Cache-Control", "no-store");
    next();
  });
  signInRoutes(router, services);
  router.use(PAGE, operatorGate(services));
  homeRoute(router, services);
  reportPages(router, services);
  pictureRoutes(router, services);
  reportActs(router, services);
  roomPages(router, services);
  switchRoutes(router, services);
  listRoutes(router, services);
  raidRoutes(router, services);
  return router;
}

function homeRoute(router: Router, { acts, siteSwitches }: Services): void {
  router.get(PAGE, async (req, res) => {
    const switches = siteSwitches.view();
    const reportCount = await acts.desk.count();
    const until = untilOf(req);
    if (wantsJson(req, res)) return void res.json({ until, reports: reportCount, switches });
    const secondsLeft = Math.ceil((Date.parse(until) - Date.now()) / 1000);
    renderPage(req, res, "operator/home", {
      until,
      secondsLeft,
      reportCount,
      switches,
      draft: takeDraft(req),
    });
  });
}

const untilOf = ({ session }: Request): string => new Date(session.operator?.until ?? 0).toISOString();
