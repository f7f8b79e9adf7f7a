import { Router } from "express";
import type { Services } from "../../services/index.js";
import { sendOrRedirect, visitorOf } from "../request.js";

const ok = { ok: true };

export function hostRoutes(services: Services): Router {
  const router = Router();
  settingsRoutes(router, services);
  moderationRoutes(router, services);
  return router;
}

function settingsRoutes(router: Router, { settings, lifetimes }: Services): void {
  router.patch("/room/:id", async (req, res) => {
    res.locals.json = true;
    res.json(await settings.change(visitorOf(req), req.params.id, req.body));
  });

  router.post("/room/:id/settings", async (req, res) => {
    const room = await settings.change(visitorOf(req), req.params.id, req.body);
    sendOrRedirect(req, res, room, `/room/${room._id}`);
  });

  router.post("/room/:id/rename", async (req, res) => {
    const room = await settings.rename(visitorOf(req), req.params.id, req.body);
    sendOrRedirect(req, res, room, `/room/${room._id}`);
  });

  router.post("/room/:id/extend", async (req, res) => {
    const room = await lifetimes.extend(visitorOf(req), req.params.id);
    sendOrRedirect(req, res, room, `/room/${room._id}`);
  });
}

function moderationRoutes(router: Router, { moderation }: Services): void {
  router.post("/room/:id/hosts", async (req, res) => {
    const input = { ...(req.body as object | undefined), on: true };
    const room = await moderation.setHost(visitorOf(req), req.params.id, input);
    sendOrRedirect(req, res, room, `/room/${room._id}`);
  });

  router.delete("/room/:id/hosts/:member", async (req, res) => {
    res.locals.json = true;
    const input = { member: req.params.member, on: false };
    res.json(await moderation.setHost(visitorOf(req), req.params.id, input));
  });

  router.post("/room/:id/hosts/:member/delete", async (req, res) => {
    const input = { member: req.params.member, on: false };
    const room = await moderation.setHost(visitorOf(req), req.params.id, input);
    sendOrRedirect(req, res, room, `/room/${room._id}`);
  });

  router.post("/room/:id/kick", async (req, res) => {
    await moderation.kick(visitorOf(req), req.params.id, req.body);
    sendOrRedirect(req, res, ok, `/room/${req.params.id}`);
  });

  router.get("/room/:id/bans", async (req, res) => {
    res.locals.json = true;
    res.set("Cache-Control", "private, no-store");
    res.json({ bans: await moderation.bans(visitorOf(req), req.params.id) });
  });

  router.delete("/room/:id/bans/:member", async (req, res) => {
    res.locals.json = true;
    await moderation.unban(visitorOf(req), req.params.id, req.params);
    res.status(204).end();
  });

  router.post("/room/:id/bans/:member/delete", async (req, res) => {
    await moderation.unban(visitorOf(req), req.params.id, req.params);
    sendOrRedirect(req, res, ok, `/room/${req.params.id}`);
  });
}
