import { type Request, type Response, Router } from "express";
import type { Code, Services } from "../../services/index.js";
import { renewSession } from "../../session/index.js";
import { translator } from "../../shared/i18n/index.js";
import { endTurn } from "../middleware/take-turn.js";
import { errorText, renderPage } from "../rendering/render-page.js";
import { isShownInPage, langOf, proofOf, sendOrRedirect, visitorOf, wantsJson } from "../request.js";

const PAGE = "/operator";
const SHOWN_AT_FIELD: ReadonlySet<Code> = new Set(["WRONG_PASSWORD", "BAD_INPUT", "TOO_MANY_REQUESTS"]);

export function operatorRoutes({ operator }: Services): Router {
  const router = Router();

  router.use(PAGE, (_req, _res, next) => {
    operator.assertExists();
    next();
  });

  router.get("/operator", (req, res) => {
    const pass = req.session.operator;
    if (wantsJson(req, res)) {
      operator.assertOperator(pass);
      return void res.json({ until: untilOf(pass) });
    }
    const isIn = operator.isOperator(pass);
    if (!isIn) res.locals.refused = "NOT_ALLOWED";
    const secondsLeft = isIn ? Math.ceil((pass!.until - Date.now()) / 1000) : null;
    renderPage(req, res.status(isIn ? 200 : 403), "operator", { secondsLeft, error: null });
  });

  router.post("/operator/enter", async (req, res) => {
    try {
      const options = { proof: proofOf(req), onWait: () => endTurn(res) };
      const pass = await operator.enter(visitorOf(req), req.body, options);
      // An attacker who planted this session id must not become the operator.
      await renewSession(req);
      req.session.operator = pass;
      sendOrRedirect(req, res, { until: untilOf(pass) }, PAGE);
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
    sendOrRedirect(req, res, { ok: true }, PAGE);
  });

  return router;
}

function showAgain(req: Request, res: Response, code: Code): void {
  res.locals.refused = code;
  const isAboutToken = code !== "TOO_MANY_REQUESTS";
  const error = isAboutToken ? translator(langOf(req))("operator.wrong") : errorText(req, code);
  renderPage(req, res, "operator", { secondsLeft: null, error });
}

const untilOf = (pass: { until: number } | undefined): string => new Date(pass?.until ?? 0).toISOString();
