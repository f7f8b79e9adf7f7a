import type { Router } from "express";
import type { Services } from "../../../services/index.js";
import { renderPage } from "../../rendering/render-page.js";
import { visitorOf, wantsJson } from "../../request.js";
import { answerAct } from "./answer-act.js";

const PAGE = "/operator/raid";

export function raidRoutes(router: Router, { raids }: Services): void {
  router.get(PAGE, async (req, res) => {
    const page = await raids.view(visitorOf(req));
    if (wantsJson(req, res)) res.json(page);
    else renderPage(req, res, "operator/raid", page);
  });

  router.post(PAGE, async (req, res) => {
    const work = () => raids.end(visitorOf(req), req.body);
    await answerAct(req, res, { back: PAGE, done: "raid.ended", work });
  });

  router.post(`${PAGE}/:id/lift`, async (req, res) => {
    const work = () => raids.lift(visitorOf(req), req.params.id);
    await answerAct(req, res, { back: "/operator/bans", done: "operator.doneLiftRaid", work });
  });
}
