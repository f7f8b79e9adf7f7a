import { type Request, type Response, Router } from "express";
import { type Code, Refusal, type Services } from "../../services/index.js";
import { translator } from "../../shared/i18n/index.js";
import { renderEnter } from "../rendering/enter-page.js";
import { renderPage } from "../rendering/render-page.js";
import {
  isShownInPage,
  langOf,
  proofOf,
  requesterOf,
  sendOrRedirect,
  visitorOf,
  wantsJson,
} from "../request.js";

const ok = { ok: true };
const SHOWN_AT_FORM: ReadonlySet<Code> = new Set(["BAD_INPUT", "TOO_MANY_REQUESTS"]);

export function knockRoutes(services: Services): Router {
  const router = Router();
  visitorRoutes(router, services);
  hostRoutes(router, services);
  return router;
}

function visitorRoutes(router: Router, services: Services): void {
  const { knocks } = services;

  router.post("/room/:id/knock", async (req, res) => {
    try {
      const knocked = await knocks.knock(visitorOf(req), req.params.id, req.body, proofOf(req));
      sendOrRedirect(req, res.status(202), knocked, `/room/${knocked.room}`);
    } catch (error) {
      await refuseKnock(services, req, res, error);
    }
  });

  router.get("/room/:id/knock", async (req, res) => {
    res.locals.json = true;
    const visitor = requesterOf(req);
    if (!visitor) throw new Refusal("NO_SESSION");
    res.json(await knocks.state(visitor, req.params.id));
  });

  router.delete("/room/:id/knock", async (req, res) => {
    res.locals.json = true;
    await knocks.withdraw(visitorOf(req), req.params.id);
    res.status(204).end();
  });

  router.post("/room/:id/knock/delete", async (req, res) => {
    const { room } = await knocks.withdraw(visitorOf(req), req.params.id);
    sendOrRedirect(req, res, ok, `/room/${room}`);
  });
}

async function refuseKnock(
  services: Services,
  req: Request<{ id: string }>,
  res: Response,
  error: unknown,
): Promise<void> {
  if (!isShownInPage(req, res, error)) throw error;
  // The form was sent twice, or in another tab too: the page that waits is what was wanted.
  if (error.code === "KNOCK_PENDING") return res.redirect(303, `/room/${req.params.id}`);
  if (!SHOWN_AT_FORM.has(error.code)) throw error;
  const { message } = (req.body ?? {}) as { message?: unknown };
  await renderEnter(services, req, res, { refusal: error, knock: { message } });
}

function hostRoutes(router: Router, { entry, knocks }: Services): void {
  const render = async (req: Request<{ id: string }>, res: Response, error: string | null) => {
    const list = await knocks.list(visitorOf(req), req.params.id);
    if (wantsJson(req, res)) return void res.json({ knocks: list });
    const room = await entry.viewFromOutside(req.params.id);
    renderPage(req, res, "knocks", { room, knocks: list, error });
  };

  router.get("/room/:id/knocks", async (req, res) => {
    res.set("Cache-Control", "private, no-store");
    await render(req, res, null);
  });

  router.post("/room/:id/knocks/:visitor", async (req, res) => {
    const input = { ...(req.body as object | undefined), visitor: req.params.visitor };
    try {
      await knocks.answer(visitorOf(req), req.params.id, input);
      sendOrRedirect(req, res, ok, `/room/${req.params.id}/knocks`);
    } catch (error) {
      if (!isShownInPage(req, res, error) || error.code !== "MEMBER_NOT_FOUND") throw error;
      res.locals.refused = error.code;
      await render(req, res.status(error.status), translator(langOf(req))("knock.over"));
    }
  });
}
