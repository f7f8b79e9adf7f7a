import { type Request, type Response, Router } from "express";
import { inputs, parse, type Services } from "../../services/index.js";
import { flashRefusedName } from "../rendering/render-page.js";
import { isShownInPage, localPath, sendOrRedirect, visitorOf } from "../request.js";

const SHOWN_AT_FIELD: ReadonlySet<number> = new Set([409, 422, 429]);

export function visitorRoutes({ rooms }: Services): Router {
  const router = Router();

  router.post("/nickname", async (req, res) => {
    const back = returnPath(req, res);
    try {
      const visitor = await rooms.renameVisitor(visitorOf(req), req.body);
      req.session.visitor = visitor;
      sendOrRedirect(req, res, visitor, back);
    } catch (error) {
      if (!isShownInPage(req, res, error) || !SHOWN_AT_FIELD.has(error.status)) throw error;
      res.locals.refused = error.code;
      flashRefusedName(req, error.code, (req.body as { name?: unknown } | undefined)?.name);
      res.redirect(303, back);
    }
  });

  router.post("/language", (req, res) => {
    visitorOf(req);
    const back = returnPath(req, res);
    const { lang } = parse(inputs.language, req.body);
    req.session.lang = lang;
    sendOrRedirect(req, res, { lang }, back);
  });

  return router;
}

function returnPath(req: Request, res: Response): string {
  const back = localPath((req.body as { here?: unknown } | undefined)?.here);
  res.locals.back = back;
  return back;
}
