import { type Request, type Response, Router } from "express";
import type { Refusal, Services } from "../../services/index.js";
import { redirectWithError } from "../middleware/error-handler.js";
import { flashDone, renderPage } from "../rendering/render-page.js";
import { isFromSettingsPage, toChanges, toRefusedForm, toSettingsForm } from "../rendering/settings-form.js";
import { isShownInPage, localPath, sendOrRedirect, visitorOf, wantsJson } from "../request.js";

const ok = { ok: true };

export function hostRoutes(services: Services): Router {
  const router = Router();
  settingsRoutes(router, services);
  moderationRoutes(router, services);
  careRoutes(router, services);
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
  const setHost = (req: Request, member: unknown, on: boolean) =>
    moderation.setHost(visitorOf(req), req.params.id, { member, on });

  router.post("/room/:id/hosts", async (req, res) => {
    const { member } = (req.body ?? {}) as { member?: unknown };
    await answerForm(req, res, returnPath(req), () => setHost(req, member, true));
  });

  router.delete("/room/:id/hosts/:member", async (req, res) => {
    res.locals.json = true;
    res.json(await setHost(req, req.params.member, false));
  });

  router.post("/room/:id/hosts/:member/delete", async (req, res) => {
    await answerForm(req, res, returnPath(req), () => setHost(req, req.params.member, false));
  });

  router.post("/room/:id/kick", async (req, res) => {
    const kick = () => moderation.kick(visitorOf(req), req.params.id, req.body);
    await answerForm(req, res, returnPath(req), () => kick().then(() => ok));
  });
}

function careRoutes(router: Router, { moderation, caretakers }: Services): void {
  router.get("/room/:id/hosts", async (req, res) => {
    const care = await caretakers.view(visitorOf(req), req.params.id);
    if (wantsJson(req, res)) res.json(care);
    else renderPage(req, res, "hosts", care);
  });

  router.get("/room/:id/bans", async (req, res) => {
    // JSON also for programs that do not say what they accept, since it once was for all.
    res.locals.json = req.accepts(["json", "html"]) !== "html";
    const bans = await caretakers.bans(visitorOf(req), req.params.id);
    sendOrRedirect(req, res, { bans }, hostsPage(req));
  });

  router.delete("/room/:id/bans/:member", async (req, res) => {
    res.locals.json = true;
    await moderation.unban(visitorOf(req), req.params.id, req.params);
    res.status(204).end();
  });

  router.post("/room/:id/bans/:member/delete", async (req, res) => {
    const unban = () => moderation.unban(visitorOf(req), req.params.id, req.params);
    await answerForm(req, res, hostsPage(req), () => unban().then(() => ok));
  });
}

type RoomRequest = Request<{ id: string }>;

const hostsPage = ({ params }: RoomRequest): string => `/room/${encodeURIComponent(params.id)}/hosts`;

/** The same forms stand in the room and in the page of its hosts. */
function returnPath({ body, params }: RoomRequest): string {
  const { here } = (body ?? {}) as { here?: unknown };
  return here === undefined ? `/room/${encodeURIComponent(params.id)}` : localPath(here);
}

/** Another host was quicker, or the member has left: the page stays, and says so. */
async function answerForm(
  req: Request,
  res: Response,
  path: string,
  work: () => Promise<object>,
): Promise<void> {
  try {
    sendOrRedirect(req, res, await work(), path);
  } catch (error) {
    if (!isShownInPage(req, res, error) || error.code !== "MEMBER_NOT_FOUND") throw error;
    redirectWithError(req, res, error.code, path);
  }
}
