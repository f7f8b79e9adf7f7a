import type { Request, Response, Router } from "express";
import { Refusal, type Services } from "../../services/index.js";
import { toPlace } from "../../shared/search/found-props.js";
import { flashDone } from "../rendering/render-page.js";
import { localPath, requesterOf, sendOrRedirect, wantsJson } from "../request.js";
import { refuseReport, reportPageRoutes } from "./report-pages.js";

interface Thing {
  room: string;
  seq?: string;
}

export function reportRoutes(services: Services): Router {
  const { reports, seats } = services;
  const router = reportPageRoutes(services);

  const report = async (
    req: Request<{ id: string; seq?: string }>,
    res: Response,
    { room, seq }: Thing,
    back: string,
  ) => {
    const { here } = (req.body ?? {}) as { here?: unknown };
    res.locals.back = here === undefined ? back : localPath(here);
    reports.assertExist();
    const visitor = requesterOf(req);
    if (!visitor) throw new Refusal("NO_SESSION");
    try {
      await reports.report(visitor, room, seq, req.body);
    } catch (error) {
      return refuseReport(services, req, res, error);
    }
    if (!wantsJson(req, res)) flashDone(req, "report.thanks");
    sendOrRedirect(req, res.status(202), { ok: true }, res.locals.back);
  };

  router.post("/room/:id/chat/:seq/report", async (req, res) => {
    const { id: room, seq } = req.params;
    await report(req, res, { room, seq }, toPlace(encodeURIComponent(room), Number(seq) || 0));
  });

  router.post("/room/:id/report", async (req, res) => {
    const { id: room } = req.params;
    const isInside = req.session.shown === room || seats.isSeated(room, requesterOf(req)?.id ?? "");
    await report(req, res, { room }, isInside ? `/room/${encodeURIComponent(room)}` : "/");
  });

  return router;
}
