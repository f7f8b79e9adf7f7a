import type { Request, Response } from "express";
import { type Code, newVisitor } from "../../services/index.js";
import type { MessageKey } from "../../shared/i18n/catalogue.js";
import { errorKey, translator } from "../../shared/i18n/index.js";
import type { PageContext, PageProps } from "../../shared/page-props.js";
import { langOf } from "../request.js";

/** Keeps a session small whose visitor never opens the next page. */
const MAX_FLASHES = 3;
const themes = ["light", "dark"] as const;

export function renderPage<Name extends keyof PageProps>(
  req: Request,
  res: Response,
  name: Name,
  props: PageProps[Name],
): void {
  res.vary("Cookie");
  res.render(name, { ...pageContext(req, res), ...props }, (error: Error | null, html?: string) => {
    if (error) throw error;
    // `send` would hash the page for an ETag that no browser stores.
    res.type("html").end(html);
  });
}

export function flash(req: Request, code: Code): void {
  // Without a format, connect-flash calls `util.isArray`, which Node 23 removed.
  if ((req.session.flash?.error?.length ?? 0) < MAX_FLASHES) req.flash("error", "%s", code);
}

export function flashDone(req: Request, key: MessageKey): void {
  if ((req.session.flash?.done?.length ?? 0) < MAX_FLASHES) req.flash("done", "%s", key);
}

export const errorText = (req: Request, code: string): string => translator(langOf(req))(errorKey(code));

const doneText = (req: Request, key: string): string => translator(langOf(req))(key as MessageKey);

function pageContext(req: Request, res: Response): PageContext {
  return {
    lang: langOf(req),
    me: req.session?.visitor ?? newVisitor(),
    theme: themes.find((theme) => theme === req.cookies?.theme),
    // Check first, because reading from connect-flash creates a session.
    flash: req.session?.flash?.error ? req.flash("error").map((code) => errorText(req, code)) : [],
    done: req.session?.flash?.done ? req.flash("done").map((key) => doneText(req, key)) : [],
    here: req.method === "GET" ? req.originalUrl : (res.locals.back ?? "/"),
    origin: res.locals.origin,
  };
}
