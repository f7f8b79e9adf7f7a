import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import { MulterError } from "multer";
import type { LoadLimits } from "../../lib/load/load-limits.js";
import type { ReportError } from "../../lib/logging/describe-error.js";
import { OverloadError } from "../../lib/overload-error.js";
import { type Code, isDatabaseUnavailable, Refusal, toRefusal } from "../../services/index.js";
import { sendPlainRefusal } from "../rendering/plain-refusal.js";
import { errorText, flash, flashRefusedGif, type Kept, renderPage } from "../rendering/render-page.js";
import { addressOf, wantsJson } from "../request.js";
import { noteRefusal } from "./count-refusals.js";

export const notFound: RequestHandler = () => {
  throw new Refusal("NOT_FOUND");
};

interface ErrorContext {
  production: boolean;
  report: ReportError;
  load: LoadLimits;
}

export function errorHandler({ production, report, load }: ErrorContext): ErrorRequestHandler {
  return async (error, req, res, _next) => {
    const refusal = httpRefusal(error);
    const clientLeft = req.destroyed && !req.complete;
    if (isDatabaseUnavailable(error) || !(refusal || clientLeft)) report(error, res.locals.requestId);
    if (res.headersSent) {
      // Too late for an error page; cut the connection so that the client notices.
      req.socket.destroy();
      res.end();
      return;
    }
    const detail = production || refusal || !(error instanceof Error) ? undefined : error.stack;
    const send = async () => answer(req, res, refusal ?? new Refusal("INTERNAL"), detail);
    if (res.locals.hasTurn || wantsJson(req, res)) return send();
    // A page costs more than what is refused, so a flood of refusals queues behind itself too.
    const isGone = () => req.socket.destroyed;
    await load.turns.run(load.shareOf(addressOf(req)), send, { isGone }).catch((reason) => {
      if (!(reason instanceof OverloadError)) throw reason;
      if (isGone()) res.end();
      else sendPlainRefusal(req, res, "BUSY");
    });
  };
}

function httpRefusal(error: unknown): Refusal | undefined {
  const refusal = toRefusal(error);
  if (refusal) return refusal;
  if (error instanceof MulterError)
    return new Refusal(error.code === "LIMIT_FILE_SIZE" ? "GIF_TOO_BIG" : "BAD_INPUT");
  const status = (error as { status?: unknown } | null)?.status;
  if (typeof status !== "number" || status < 400 || status > 499) return undefined;
  return new Refusal(status === 413 ? "TOO_LARGE" : status === 404 ? "NOT_FOUND" : "BAD_REQUEST");
}

const SHOWN_BY_FORM: ReadonlySet<number> = new Set([409, 413, 422, 507]);

function answer(req: Request, res: Response, refusal: Refusal, detail: string | undefined): void {
  const { code, status, extras } = refusal;
  const message = errorText(req, code, extras);
  noteRefusal(res, code, extras);
  res.vary("Accept, Accept-Language").set("Cache-Control", "private, no-store");
  if (status === 429 || status === 503) res.set("Retry-After", String(extras.retryAfter ?? 10));
  const id: string | undefined = code === "INTERNAL" ? res.locals.requestId : undefined;
  if (wantsJson(req, res)) {
    res
      .status(status)
      .json({ error: { code, message, ...extras, ...(id && { id }), ...(detail && { detail }) } });
  } else if (res.locals.back && SHOWN_BY_FORM.has(status) && req.session?.visitor) {
    // A flash message alone must begin no session: nothing bounds how many clients without one ask here.
    if (!res.locals.sendsGif) return redirectWithError(req, res, code, res.locals.back);
    flashRefusedGif(req, code);
    res.redirect(303, res.locals.back);
  } else {
    res.status(status);
    renderPage(req, res, "error", { status, code, message: detail ?? message, id });
  }
}

export function redirectWithError(
  req: Request,
  res: Response,
  code: Code,
  path: string,
  kept: Kept = {},
): void {
  noteRefusal(res, code, kept);
  flash(req, code, kept);
  res.redirect(303, path);
}
