import type { Request, Response } from "express";
import type { MessageKey } from "../../../shared/i18n/index.js";
import { redirectWithError } from "../../middleware/error-handler.js";
import { flashDone } from "../../rendering/render-page.js";
import { isShownInPage, localPath, wantsJson } from "../../request.js";

interface Act<T> {
  /** Where the form leads back to, unless it names a page of the operator as `here`. */
  back: string;
  /** Where it leads back to if it was refused. */
  refusedBack?: string;
  done: MessageKey | ((outcome: T) => MessageKey);
  work: () => Promise<T>;
}

const SHOWN: ReadonlySet<number> = new Set([404, 409, 422]);

/** Somebody else was quicker, or it is gone: the page stays, and says so. */
export async function answerAct<T>(
  req: Request,
  res: Response,
  { back, refusedBack, done, work }: Act<T>,
): Promise<void> {
  try {
    const outcome = await work();
    if (wantsJson(req, res)) return void res.json(outcome ?? { ok: true });
    flashDone(req, typeof done === "string" ? done : done(outcome));
    res.redirect(303, pathBack(req, back));
  } catch (error) {
    if (!isShownInPage(req, res, error) || !SHOWN.has(error.status)) throw error;
    redirectWithError(req, res, error.code, pathBack(req, refusedBack ?? back));
  }
}

function pathBack(req: Request, otherwise: string): string {
  const { here } = (req.body ?? {}) as { here?: unknown };
  const path = localPath(here);
  return /^\/operator(?:[/?]|$)/.test(path) ? path : otherwise;
}
