import type { Router } from "express";
import type { Services } from "../../../services/index.js";
import { renderPage } from "../../rendering/render-page.js";
import { wantsJson } from "../../request.js";
import { answerAct } from "./answer-act.js";

export function roomPages(router: Router, { acts }: Services): void {
  router.get("/operator/rooms", async (req, res) => {
    const page = await acts.roomList.list(req.query);
    if (wantsJson(req, res)) res.json(page);
    else renderPage(req, res, "operator/rooms", page);
  });

  router.post("/operator/rooms/:id/end", async (req, res) => {
    const work = () => acts.rooms.end(req.session.operator, req.params.id);
    await answerAct(req, res, { back: "/operator/rooms", done: "operator.doneEnd", work });
  });
}
