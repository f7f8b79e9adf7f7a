import type { Request, Response, Router } from "express";
import type { NewBan, Services } from "../../../services/index.js";
import { renderPage } from "../../rendering/render-page.js";
import { isShownInPage, visitorOf, wantsJson } from "../../request.js";
import { answerAct } from "./answer-act.js";

const PAGE = "/operator/reports";
const pageOf = ({ params }: Request<{ id: string }>): string => `${PAGE}/${encodeURIComponent(params.id)}`;

export function reportPages(router: Router, { acts }: Services): void {
  router.get(PAGE, async (req, res) => {
    const page = await acts.desk.list(req.query);
    if (wantsJson(req, res)) res.json(page);
    else renderPage(req, res, "operator/reports", page);
  });

  router.get("/operator/reports/:id", async (req, res) => {
    try {
      const page = await acts.desk.view(req.params.id);
      if (wantsJson(req, res)) res.json(page);
      else renderPage(req, res, "operator/report", page);
    } catch (error) {
      if (!isShownInPage(req, res, error) || error.code !== "NOT_FOUND") throw error;
      res.locals.refused = error.code;
      const list = await acts.desk.list({});
      renderPage(req, res.status(404), "operator/reports", { ...list, isGone: true });
    }
  });

  router.get("/operator/reports/:id/picture", async (req, res) => {
    sendPicture(req, res, await acts.desk.picture(req.params.id));
  });
}

/** Look-alikes of what was reported. */
export function pictureRoutes(router: Router, { acts }: Services): void {
  router.get("/operator/gif/:room/:file", async (req, res) => {
    sendPicture(req, res, await acts.desk.anyPicture(req.params.room, req.params.file));
  });
}

export function reportActs(router: Router, { acts: { reports } }: Services): void {
  const passOf = (req: Request) => req.session.operator;

  router.post("/operator/reports/:id/decide", async (req, res) => {
    const work = () => reports.decide(passOf(req), req.params.id);
    await answerAct(req, res, { back: PAGE, done: "operator.doneDecide", work });
  });

  router.post("/operator/reports/:id/decide-all", async (req, res) => {
    const work = () => reports.decideAll(passOf(req), req.params.id);
    await answerAct(req, res, { back: PAGE, done: "operator.doneDecideAll", work });
  });

  router.post("/operator/unreadable/remove", async (req, res) => {
    const work = () => reports.removeUnreadable(passOf(req));
    await answerAct(req, res, { back: PAGE, done: "operator.doneUnreadable", work });
  });

  router.post("/operator/reports/:id/remove", async (req, res) => {
    const work = () => reports.remove(passOf(req), req.params.id, req.body);
    await answerAct(req, res, { back: pageOf(req), done: "operator.doneRemove", work });
  });

  router.post("/operator/reports/:id/block", async (req, res) => {
    const work = () => reports.block(passOf(req), req.params.id, req.body);
    await answerAct(req, res, {
      ...{ back: pageOf(req), work },
      done: ({ alike }) => (alike ? "operator.doneBlockAlike" : "operator.doneBlock"),
    });
  });

  router.post("/operator/reports/:id/remove-alike", async (req, res) => {
    const work = () => reports.removeAlike(passOf(req), req.params.id, req.body);
    await answerAct(req, res, { back: pageOf(req), done: "operator.doneRemove", work });
  });

  router.post("/operator/reports/:id/end", async (req, res) => {
    const work = () => reports.end(passOf(req), req.params.id);
    await answerAct(req, res, { back: pageOf(req), done: "operator.doneEnd", work });
  });

  router.post("/operator/reports/:id/ban", async (req, res) => {
    const work = () => reports.ban(visitorOf(req), req.params.id, req.body);
    const done = ({ isAddressSpared }: NewBan) =>
      isAddressSpared ? "operator.doneBanVisitor" : "operator.doneBan";
    await answerAct(req, res, { back: pageOf(req), done, work });
  });
}

const TYPES: ReadonlySet<string> = new Set(["image/gif", "image/webp"]);

/** Even a file that got past all checks runs no script, and no cache keeps it. */
function sendPicture(req: Request, res: Response, { type, bytes }: { type: string; bytes: Buffer }): void {
  res.removeHeader("Vary");
  res.set({
    "Content-Type": TYPES.has(type) ? type : "application/octet-stream",
    "Content-Length": String(bytes.length),
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Accept-Ranges": "none",
  });
  res.end(req.method === "HEAD" ? undefined : bytes);
}
