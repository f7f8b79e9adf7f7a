import { Router } from "express";
import type { Services } from "../../services/index.js";
import { renewSession } from "../../session/index.js";
import { renderPage } from "../rendering/render-page.js";
import { sendOrRedirect, visitorOf, wantsJson } from "../request.js";

const ok = { ok: true };

export function inviteRoutes({ invites }: Services): Router {
  const router = Router();

  // The address of the page is the token.
  router.use("/i/:token", (_req, res, next) => {
    res.set("Referrer-Policy", "no-referrer");
    next();
  });

  router.get("/i/:token", async (req, res) => {
    const room = await invites.look(req.params.token);
    if (wantsJson(req, res)) res.json({ room });
    else renderPage(req, res, "invite", { room, token: req.params.token });
  });

  router.post("/i/:token", async (req, res) => {
    const { room, admitted } = await invites.accept(visitorOf(req), req.params.token);
    // An attacker who planted this session id must not get in by it.
    if (admitted) await renewSession(req);
    sendOrRedirect(req, res, room, `/room/${room._id}`);
  });

  router.post("/room/:id/invites", async (req, res) => {
    const invite = await invites.create(visitorOf(req), req.params.id, req.body);
    if (wantsJson(req, res)) res.status(201).json(invite);
    else renderPage(req, res.status(201), "invited", { invite, room: req.params.id });
  });

  router.get("/room/:id/invites", async (req, res) => {
    res.locals.json = true;
    res.set("Cache-Control", "private, no-store");
    res.json({ invites: await invites.list(visitorOf(req), req.params.id) });
  });

  router.delete("/room/:id/invites/:invite", async (req, res) => {
    res.locals.json = true;
    await invites.revoke(visitorOf(req), req.params.id, req.params.invite);
    res.status(204).end();
  });

  router.post("/room/:id/invites/:invite/delete", async (req, res) => {
    await invites.revoke(visitorOf(req), req.params.id, req.params.invite);
    sendOrRedirect(req, res, ok, `/room/${req.params.id}`);
  });

  return router;
}
