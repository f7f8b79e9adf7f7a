import { type Request, type Response, Router } from "express";
import type { Code, Refusal, Services } from "../../services/index.js";
import { formNonce, renewSession } from "../../session/index.js";
import type { NewInvite } from "../../shared/events.js";
import { translator } from "../../shared/i18n/index.js";
import type { InvitesPage } from "../../shared/page-props.js";
import { errorText, renderPage } from "../rendering/render-page.js";
import { toShownRefusal } from "../rendering/shown-refusal.js";
import {
  isShownInPage,
  langOf,
  requesterOf,
  sendOrRedirect,
  sendsNoSite,
  visitorOf,
  wantsJson,
} from "../request.js";

const ok = { ok: true };
const SHOWN_IN_PAGE: ReadonlySet<Code> = new Set(["BAD_INPUT", "TOO_MANY_REQUESTS", "INVITE_NOT_FOUND"]);

export function inviteRoutes(services: Services): Router {
  const router = Router();
  linkRoutes(router, services);
  listRoutes(router, services);
  return router;
}

function linkRoutes(router: Router, { invites }: Services): void {
  router.use("/i/:token", (_req, res, next) => {
    res.set("Referrer-Policy", "no-referrer");
    res.locals.isTokenPage = true;
    next();
  });

  router.get("/i/:token", async (req, res) => {
    const { token } = req.params;
    const visitor = requesterOf(req)?.id;
    if (wantsJson(req, res)) return void res.json(await invites.look(token, visitor));
    const inside = visitor && (await invites.findRoomInside(token, visitor));
    if (inside) return res.redirect(303, `/room/${inside}`);
    await renderInvite(invites, req, res);
  });

  router.post("/i/:token", async (req, res) => {
    const { token } = req.params;
    const visitor = visitorOf(req);
    try {
      const { room, admitted } = await invites.accept(visitor, token);
      // An attacker who planted this session id must not get in by it.
      if (admitted) await renewSession(req);
      sendOrRedirect(req, res, room, `/room/${room._id}`);
    } catch (error) {
      if (!isShownInPage(req, res, error) || error.code !== "ROOM_FULL") throw error;
      res.locals.refused = error.code;
      await renderInvite(invites, req, res.status(error.status));
    }
  });
}

async function renderInvite(
  invites: Services["invites"],
  req: Request<{ token: string }>,
  res: Response,
): Promise<void> {
  const { token } = req.params;
  const invite = await invites.look(token, requesterOf(req)?.id);
  // Others look without beginning a session.
  if (sendsNoSite(req)) visitorOf(req);
  const nonce = req.session.visitor && formNonce(req, token);
  renderPage(req, res, "invite", { ...invite, token, nonce });
}

function listRoutes(router: Router, services: Services): void {
  const { invites } = services;

  router.post("/room/:id/invites", async (req, res) => {
    try {
      const made = await invites.create(visitorOf(req), req.params.id, req.body);
      if (wantsJson(req, res)) res.status(201).json(made);
      else await renderInvites(services, req, res.status(201), { made });
    } catch (error) {
      await refuseInPage(services, req, res, error);
    }
  });

  router.get("/room/:id/invites", async (req, res) => {
    res.set("Cache-Control", "private, no-store");
    if (!wantsJson(req, res)) return renderInvites(services, req, res, {});
    res.json({ invites: await invites.list(visitorOf(req), req.params.id) });
  });

  router.delete("/room/:id/invites/:invite", async (req, res) => {
    res.locals.json = true;
    await invites.revoke(visitorOf(req), req.params.id, req.params.invite);
    res.status(204).end();
  });

  router.post("/room/:id/invites/:invite/delete", async (req, res) => {
    try {
      await invites.revoke(visitorOf(req), req.params.id, req.params.invite);
      sendOrRedirect(req, res, ok, `/room/${req.params.id}/invites`);
    } catch (error) {
      await refuseInPage(services, req, res, error);
    }
  });
}

async function refuseInPage(
  services: Services,
  req: Request<{ id: string }>,
  res: Response,
  error: unknown,
): Promise<void> {
  const refusal = toShownRefusal(req, res, error, SHOWN_IN_PAGE);
  await renderInvites(services, req, res, { refusal });
}

async function renderInvites(
  { invites, entry }: Services,
  req: Request<{ id: string }>,
  res: Response,
  { made, refusal }: { made?: NewInvite; refusal?: Refusal },
): Promise<void> {
  const list = await invites.list(visitorOf(req), req.params.id);
  const room = await entry.viewFromOutside(req.params.id);
  const form = formOf(req, refusal);
  const error = refusal && !Object.keys(form.errors).length ? errorText(req, refusal.code) : null;
  renderPage(req, res, "invites", { room, invites: list, form, error, ...(made && { made }) });
}

function formOf(req: Request, refusal: Refusal | undefined): InvitesPage["form"] {
  const t = translator(langOf(req));
  const typed = (refusal && req.body ? req.body : {}) as Record<string, unknown>;
  const text = (name: string, usual: string) => (typeof typed[name] === "string" ? typed[name] : usual);
  return {
    values: { uses: text("uses", "1"), expires: text("expires", "86400") },
    errors: {
      ...(refusal?.fields.uses && { uses: t("invite.badUses") }),
      ...(refusal?.fields.expires && { expires: t("invite.badExpires") }),
    },
  };
}
