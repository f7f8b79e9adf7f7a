import type { Request, RequestHandler, Response, Router } from "express";
import type { Code, Services } from "../../../services/index.js";
import { renewSession } from "../../../session/index.js";
import { translator } from "../../../shared/i18n/index.js";
import { endTurn } from "../../middleware/take-turn.js";
import { errorText, renderPage } from "../../rendering/render-page.js";
import {
  isRead,
  isShownInPage,
  langOf,
  proofOf,
  sendOrRedirect,
  visitorOf,
  wantsJson,
} from "../../request.js";
import { draftOf, keepDraft } from "./announcement-draft.js";
import { operatorPath, wantedPath } from "./operator-paths.js";

const SHOWN_AT_FIELD: ReadonlySet<Code> = new Set(["WRONG_PASSWORD", "BAD_INPUT", "TOO_MANY_REQUESTS"]);

/** Open to everybody, unlike all that comes after it. */
export function signInRoutes(router: Router, { operator }: Services): void {
  router.post("/operator/enter", async (req, res) => {
    try {
      const options = { proof: proofOf(req), onWait: () => endTurn(res) };
      const pass = await operator.enter(visitorOf(req), req.body, options);
      // An attacker who planted this session id must not become the operator.
      await renewSession(req);
      req.session.operator = pass;
      const { here, announcement } = (req.body ?? {}) as Record<string, unknown>;
      keepDraft(req, announcement);
      sendOrRedirect(
        req,
        res,
        { until: new Date(pass.until).toISOString() },
        operatorPath(here, "/operator"),
      );
    } catch (error) {
      if (!isShownInPage(req, res, error) || !SHOWN_AT_FIELD.has(error.code)) throw error;
      const { code, status, extras } = error;
      if (status === 429) res.set("Retry-After", String(extras.retryAfter ?? 10));
      showAgain(req, res.status(code === "WRONG_PASSWORD" ? 422 : status), code);
    }
  });

  router.post("/operator/leave", async (req, res) => {
    delete req.session.operator;
    // Open sockets come back without the right.
    if (req.session.visitor) await renewSession(req);
    sendOrRedirect(req, res, { ok: true }, "/operator");
  });
}

/** Whatever comes after it is closed to everybody else. */
export function operatorGate({ operator }: Services): RequestHandler {
  return (req, res, next) => {
    const isIn = operator.isOperator(req.session.operator);
    const isPage = isRead(req) || req.method === "POST";
    if (isIn || !isPage || wantsJson(req, res)) {
      operator.assertOperator(req.session.operator);
      return next();
    }
    res.locals.refused = "NOT_ALLOWED";
    const here = wantedPath(req);
    const isSignedOut = !isRead(req);
    res.locals.back = here;
    const { text } = (req.body ?? {}) as { text?: unknown };
    renderPage(req, res.status(403), "operator", { error: null, here, isSignedOut, draft: draftOf(text) });
  };
}

function showAgain(req: Request, res: Response, code: Code): void {
  const { here, announcement } = (req.body ?? {}) as Record<string, unknown>;
  res.locals.refused = code;
  const isAboutToken = code !== "TOO_MANY_REQUESTS";
  const error = isAboutToken ? translator(langOf(req))("operator.wrong") : errorText(req, code);
  const back = operatorPath(here, "/operator");
  renderPage(req, res, "operator", { error, here: back, isSignedOut: false, draft: draftOf(announcement) });
}
