import { Router } from "express";
import type { Services } from "../../services/index.js";
import { proofOf, sendOrRedirect, visitorOf } from "../request.js";

const ok = { ok: true };

export function knockRoutes({ knocks }: Services): Router {
  const router = Router();

  router.post("/room/:id/knock", async (req, res) => {
    const knocked = await knocks.knock(visitorOf(req), req.params.id, req.body, proofOf(req));
    sendOrRedirect(req, res.status(202), knocked, `/room/${knocked.room}`);
  });

  router.get("/room/:id/knocks", async (req, res) => {
    res.locals.json = true;
    res.set("Cache-Control", "private, no-store");
    res.json({ knocks: await knocks.list(visitorOf(req), req.params.id) });
  });

  router.post("/room/:id/knocks/:visitor", async (req, res) => {
    const input = { ...(req.body as object | undefined), visitor: req.params.visitor };
    await knocks.answer(visitorOf(req), req.params.id, input);
    sendOrRedirect(req, res, ok, `/room/${req.params.id}`);
  });

  return router;
}
