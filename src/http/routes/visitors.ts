import { type Request, type Response, Router } from "express";
import { inputs, parse, type Services } from "../../services/index.js";
import { localPath, sendOrRedirect, visitorOf } from "../request.js";

export function visitorRoutes({ rooms }: Services): Router {
  const router = Router();

  router.post("/nickname", async (req, res) => {
    const back = returnPath(req, res);
    const visitor = await rooms.renameVisitor(visitorOf(req), req.body);
    req.session.visitor = visitor;
    sendOrRedirect(req, res, visitor, back);
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
