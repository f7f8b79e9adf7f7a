import { type Request, type Response, Router } from "express";
import type { Services } from "../../services/index.js";
import { redirectWithError } from "../middleware/error-handler.js";
import { renderPage } from "../rendering/render-page.js";
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

/** Who has left meanwhile, or was let off by another host, is no reason to leave the page. */
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
