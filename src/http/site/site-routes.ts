import { type Request, type RequestHandler, type Response, Router } from "express";
import { inputs, type Proofs, parse, Refusal, type Services } from "../../services/index.js";
import { renewSession } from "../../session/index.js";
import { endTurn } from "../middleware/take-turn.js";
import { errorText } from "../rendering/render-page.js";
import {
  addressOf,
  isShownInPage,
  localPath,
  proofOf,
  sendOrRedirect,
  visitorOf,
  wantsJson,
} from "../request.js";
import { renderGate } from "./site-gate.js";

const SITE_PATH = /^\/site\b/i;

/** All that who is outside may ask for: the password's form, and what the form itself needs. */
export function siteRoutes({ site }: Services, proofs: Proofs, readForm: readonly RequestHandler[]): Router {
  const router = Router();

  router.get("/site", (req, res) => {
    if (site.isAdmitted(req.session.site)) return sendOrRedirect(req, res, { ok: true }, "/");
    const refusal = new Refusal("SITE_PASSWORD_REQUIRED");
    if (wantsJson(req, res)) throw refusal;
    renderGate(req, res, { refusal, here: "/", error: null });
  });

  router.post("/site", ...readForm, async (req, res) => {
    const { here, lang, password } = (req.body ?? {}) as Record<string, unknown>;
    const back = backTo(here);
    if (lang !== undefined && password === undefined) return chooseLanguage(req, res, back);
    try {
      const options = { proof: proofOf(req), onWait: () => endTurn(res) };
      const admission = await site.admit(visitorOf(req), req.body, options);
      // An attacker who planted this session id must not get in by it.
      await renewSession(req);
      req.session.site = admission;
      sendOrRedirect(req, res, { ok: true }, back);
    } catch (error) {
      if (!isShownInPage(req, res, error) || !SHOWN_AT_FIELD.has(error.code)) throw error;
      renderGate(req, res, { refusal: error, here: back, error: errorText(req, error.code) });
    }
  });

  router.get("/proof", async (req, res, next) => {
    if (req.query.purpose !== "site") return next();
    res.locals.json = true;
    res.json(await proofs.createChallenge(visitorOf(req).id, req.query, addressOf(req)));
  });

  return router;
}

const SHOWN_AT_FIELD: ReadonlySet<string> = new Set(["WRONG_PASSWORD", "BAD_PASSWORD", "TOO_MANY_REQUESTS"]);

/** For who is outside, whose language switch leads here. */
function chooseLanguage(req: Request, res: Response, back: string): void {
  visitorOf(req);
  const { lang } = parse(inputs.language, req.body);
  req.session.lang = lang;
  sendOrRedirect(req, res, { lang }, back);
}

function backTo(here: unknown): string {
  const path = localPath(here);
  return SITE_PATH.test(path) ? "/" : path;
}
