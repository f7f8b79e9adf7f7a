import type { Request, Response } from "express";
import type { MessageKey } from "../../../shared/i18n/index.js";
import { redirectWithError } from "../../middleware/error-handler.js";
import { flashDone } from "../../rendering/render-page.js";
import { isShownInPage, wantsJson } from "../../request.js";
import { operatorPath } from "./operator-paths.js";

interface Act<Outcome> {
  /** Where the form leads back to, unless it names a page of the operator as `here`. */
  back: string;
  /** Where it leads back to if it was refused. */
  refusedBack?: string;
  done: MessageKey | ((outcome: Outcome) => MessageKey);
  work: () => Promise<Outcome>;
}

const SHOWN: ReadonlySet<number> = new Set([404, 409, 422]);

/** Somebody else was quicker, or it is gone: the page stays, and says so. */
export async function answerAct<Outcome>(
  req: Request,
  res: Response,
  { back, refusedBack, done, work }: Act<Outcome>,
): Promise<void> {
  try {
    const outcome = await work();
    if (wantsJson(req, res)) return void res.json(outcome ?? { ok: true });
    flashDone(req, typeof done === "function" ? done(outcome) : done);
    res.redirect(303, pathBack(req, back));
  } catch (error) {
    if (!isShownInPage(req, res, error) || !SHOWN.has(error.status)) throw error;
    redirectWithError(req, res, error.code, pathBack(req, refusedBack ?? back));
  }
}

const pathBack = (req: Request, otherwise: string): string =>
  operatorPath((req.body as { here?: unknown } | undefined)?.here, otherwise);
