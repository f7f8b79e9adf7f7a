import { type Request, type Response, Router } from "express";
import type { Refusal, Services } from "../../services/index.js";
import { flashDone, renderPage } from "../rendering/render-page.js";
import { isFromSettingsPage, toChanges, toRefusedForm, toSettingsForm } from "../rendering/settings-form.js";
import { isShownInPage, sendOrRedirect, visitorOf, wantsJson } from "../request.js";

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

  router.get("/room/:id/settings", async (req, res) => {
    const { room, isHost } = await settings.view(visitorOf(req), req.params.id);
    if (wantsJson(req, res)) res.json(room);
    else renderPage(req, res, "settings", { room, isHost, form: toSettingsForm(room, isHost) });
  });

  router.post("/room/:id/settings", async (req, res) => {
    res.locals.back = `/room/${encodeURIComponent(req.params.id)}/settings`;
    if (isFromSettingsPage(req) && !wantsJson(req, res)) return saveSettings(settings, req, res);
    const room = await settings.change(visitorOf(req), req.params.id, req.body);
    sendOrRedirect(req, res, room, res.locals.back);
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

/** With these the same form may be accepted later, or with other values. */
const showsFormAgain = ({ status }: Refusal): boolean => [422, 429, 503].includes(status);

async function saveSettings(
  settings: Services["settings"],
  req: Request<{ id: string }>,
  res: Response,
): Promise<void> {
  const visitor = visitorOf(req);
  const { room, isHost } = await settings.view(visitor, req.params.id);
  try {
    const changes = toChanges(req);
    if (Object.keys(changes).length) await settings.change(visitor, room._id, changes);
  } catch (error) {
    if (!isShownInPage(req, res, error) || !showsFormAgain(error)) throw error;
    res.locals.refused = error.code;
    const form = toRefusedForm(req, room, isHost, error);
    return renderPage(req, res.status(error.status), "settings", { room, isHost, form });
  }
  flashDone(req, "settings.saved");
  res.redirect(303, res.locals.back);
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
