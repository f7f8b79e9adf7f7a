import { Router } from "express";
import type { Services } from "../../services/index.js";
import { inputs, parse } from "../../services/validation.js";
import { localPath, visitorOf, wantsJson } from "../request.js";

export function visitorRoutes({ visits }: Services): Router {
  const router = Router();

  router.post("/nickname", async (req, res) => {
    const back = localPath((req.body as { here?: unknown } | undefined)?.here);
    res.locals.back = back;
    req.session.visitor = await visits.rename(visitorOf(req), req.body);
    if (wantsJson(req, res)) res.json(req.session.visitor);
    else res.redirect(303, back);
  });

  router.post("/language", (req, res) => {
    visitorOf(req);
    const back = localPath((req.body as { here?: unknown } | undefined)?.here);
    res.locals.back = back;
    req.session.lang = parse(inputs.language, req.body).lang;
    if (wantsJson(req, res)) res.json({ lang: req.session.lang });
    else res.redirect(303, back);
  });

  return router;
}
