import { type Request, type Response, Router } from "express";
import type { Code, Refusal, Services } from "../../services/index.js";
import type { HooksPage, NewHook } from "../../shared/host-shapes.js";
import { errorText, renderPage } from "../rendering/render-page.js";
import { toShownRefusal } from "../rendering/shown-refusal.js";
import { sendOrRedirect, visitorOf, wantsJson } from "../request.js";

const ok = { ok: true };
const SHOWN_IN_PAGE: ReadonlySet<Code> = new Set<Code>([
  "BAD_NAME",
  "NAME_TAKEN",
  "TOO_MANY_HOOKS",
  "TOO_MANY_REQUESTS",
  "HOOK_NOT_FOUND",
]);

export function hookRoutes(services: Services): Router {
  const { hooks } = services;
  const router = Router();

  router.post("/room/:id/hooks", async (req, res) => {
    try {
      const made = await hooks.create(visitorOf(req), req.params.id, req.body);
      res.status(201).set("Cache-Control", "private, no-store");
      if (wantsJson(req, res)) res.json(made);
      else await renderHooks(services, req, res, { made });
    } catch (error) {
      await refuseInPage(services, req, res, error);
    }
  });

  router.get("/room/:id/hooks", async (req, res) => {
    res.set("Cache-Control", "private, no-store");
    if (!wantsJson(req, res)) return renderHooks(services, req, res, {});
    res.json({ hooks: await hooks.list(visitorOf(req), req.params.id) });
  });

  router.delete("/room/:id/hooks/:hook", async (req, res) => {
    res.locals.json = true;
    await hooks.remove(visitorOf(req), req.params.id, req.params.hook);
    res.status(204).end();
  });

  router.post("/room/:id/hooks/:hook/delete", async (req, res) => {
    try {
      await hooks.remove(visitorOf(req), req.params.id, req.params.hook);
      sendOrRedirect(req, res, ok, `/room/${req.params.id}/hooks`);
    } catch (error) {
      await refuseInPage(services, req, res, error);
    }
  });

  return router;
}

async function refuseInPage(
  services: Services,
  req: Request<{ id: string }>,
  res: Response,
  error: unknown,
): Promise<void> {
  const refusal = toShownRefusal(req, res, error, SHOWN_IN_PAGE);
  await renderHooks(services, req, res, { refusal });
}

async function renderHooks(
  { hooks, entry }: Services,
  req: Request<{ id: string }>,
  res: Response,
  { made, refusal }: { made?: NewHook; refusal?: Refusal },
): Promise<void> {
  const list = await hooks.list(visitorOf(req), req.params.id);
  const room = await entry.viewFromOutside(req.params.id);
  const { name } = (refusal && (req.body as { name?: unknown } | undefined)) ?? {};
  const text = refusal && errorText(req, refusal.code);
  const isOfName = refusal?.code === "BAD_NAME" || refusal?.code === "NAME_TAKEN";
  const form: HooksPage["form"] = {
    name: typeof name === "string" ? name : "",
    error: isOfName ? text! : null,
  };
  const error = (!isOfName && text) || null;
  renderPage(req, res, "hooks", { room, hooks: list, form, error, ...(made && { made }) });
}
