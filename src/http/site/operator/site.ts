import type { Router } from "express";
import type { Services } from "../../../services/index.js";
import { renderPage } from "../../rendering/render-page.js";
import { wantsJson } from "../../request.js";
import { answerAct } from "./answer-act.js";

export function switchRoutes(router: Router, { acts: { site }, siteSwitches }: Services): void {
  router.post("/operator/switch", async (req, res) => {
    const { on } = (req.body ?? {}) as { on?: unknown };
    const done = on === "on" || on === true ? "operator.doneOn" : "operator.doneOff";
    const work = () => site.switch(req.session.operator, req.body).then(() => siteSwitches.view());
    await answerAct(req, res, { back: "/operator", done, work });
  });

  router.post("/operator/announce", async (req, res) => {
    const { text } = (req.body ?? {}) as { text?: unknown };
    const done = text ? "operator.doneAnnounce" : "operator.doneTakeBack";
    const work = () => site.announce(req.session.operator, req.body).then(() => siteSwitches.view());
    await answerAct(req, res, { back: "/operator", done, work });
  });
}

export function listRoutes(router: Router, { acts: { lists, log, site } }: Services): void {
  router.get("/operator/bans", async (req, res) => {
    const page = await lists.bans();
    if (wantsJson(req, res)) res.json(page);
    else renderPage(req, res, "operator/bans", page);
  });

  router.post("/operator/bans/:id/lift", async (req, res) => {
    const work = () => site.lift(req.session.operator, req.params.id);
    await answerAct(req, res, { back: "/operator/bans", done: "operator.doneLift", work });
  });

  router.get("/operator/blocked", async (req, res) => {
    const page = await lists.blocked(req.query);
    if (wantsJson(req, res)) res.json(page);
    else renderPage(req, res, "operator/blocked", page);
  });

  router.post("/operator/blocked/:hash/unblock", async (req, res) => {
    const work = () => site.unblock(req.session.operator, req.params.hash);
    await answerAct(req, res, { back: "/operator/blocked", done: "operator.doneUnblock", work });
  });

  router.get("/operator/log", async (req, res) => {
    const page = await log.page(req.query);
    if (wantsJson(req, res)) res.json(page);
    else renderPage(req, res, "operator/log", page);
  });
}
