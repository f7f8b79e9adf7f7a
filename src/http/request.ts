import type { Request, Response } from "express";
import { Refusal, type Visitor } from "../services/index.js";
import { getOrCreateVisitor } from "../session/index.js";
import { detectLanguage } from "../shared/i18n/detect-language.js";
import type { Language } from "../shared/i18n/languages.js";
import { isBrowser } from "../shared/origin.js";

/** Creates a session if the request has none. */
export const visitorOf = (req: Request): Visitor => ({
  ...getOrCreateVisitor(req),
  address: addressOf(req),
  since: req.session.createdAt ?? 0,
  ...(req.session.operator && { operator: req.session.operator }),
});

/** Creates no session: otherwise a banned visitor could leave the cookie out. */
export const requesterOf = (req: Request): Pick<Visitor, "id" | "address" | "since"> | undefined => {
  const { visitor, createdAt = 0 } = req.session;
  return visitor && { id: visitor.id, address: addressOf(req), since: createdAt };
};

/** Leaves the session as it is, for answers that take so long that it would be stored when it is out of date. */
export function knownVisitor(req: Request): Visitor | undefined {
  const { visitor, createdAt: since = 0, operator } = req.session;
  return visitor && { ...visitor, address: addressOf(req), since, ...(operator && { operator }) };
}

export const addressOf = (req: Request): string => req.ip ?? "unknown";

export const proofOf = (req: Request): unknown =>
  req.get("proof") ?? (req.body as { proof?: unknown } | undefined)?.proof;

export const isRead = ({ method }: Request): boolean => method === "GET" || method === "HEAD";

/** Aborts when the client leaves before it is answered. */
export function leftSignal(res: Response): AbortSignal {
  const left = new AbortController();
  const onClose = () => {
    if (!res.writableFinished) left.abort();
  };
  if (res.closed) onClose();
  else res.once("close", onClose);
  return left.signal;
}

export const isPrefetch = (req: Request): boolean =>
  /\bprefetch\b/.test(req.get("sec-purpose") ?? req.get("purpose") ?? "");

/** A browser over plain http, whose forms need a nonce. */
export const sendsNoSite = (req: Request): boolean =>
  req.method !== "HEAD" &&
  req.get("sec-fetch-site") === undefined &&
  !isPrefetch(req) &&
  isBrowser(req.get("user-agent"));

export const langOf = (req: Request): Language =>
  detectLanguage(req.session?.lang, req.get("accept-language"));

const FOR_PROGRAMS: ReadonlySet<string | false> = new Set(["json", "text/event-stream"]);

export const wantsJson = (req: Request, res: Response): boolean =>
  res.locals.json === true || FOR_PROGRAMS.has(req.accepts(["html", "json", "text/event-stream"]));

export const isShownInPage = (req: Request, res: Response, error: unknown): error is Refusal =>
  error instanceof Refusal && !wantsJson(req, res);

/** Prevents open redirects: everything but a path of this site becomes the lobby. */
export function localPath(value: unknown): string {
  const path = typeof value === "string" && value.length <= 500 ? value : "/";
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(path) ? path : "/";
}

export function sendOrRedirect(req: Request, res: Response, body: unknown, path: string): void {
  if (wantsJson(req, res)) res.json(body);
  else res.redirect(303, path);
}
