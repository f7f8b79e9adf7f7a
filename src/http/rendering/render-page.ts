import type { Request, Response } from "express";
import type { Environment } from "nunjucks";
import { type Code, newVisitor, type Refusal, refusalText } from "../../services/index.js";
import type { MessageKey } from "../../shared/i18n/catalogue.js";
import { translator } from "../../shared/i18n/index.js";
import type { Flash, PageContext, PageProps } from "../../shared/page-props.js";
import { langOf } from "../request.js";
import { type Drawn, fillHoles } from "./holes.js";

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
  const { app } = req;
  const views: Environment = app.get("nunjucksEnv");
  const drawn: Drawn = [];
  // `res.render` calls back later, where what is thrown ends the process.
  const html = views.render(`${name}.njk`, {
    ...{ ...app.locals, ...res.locals },
    ...{ ...pageContext(req, res), ...props, drawn },
  });
  const page = fillHoles(html, drawn);
  // `send` would hash the page for an ETag that no browser stores.
  res.type("html").set("Content-Length", String(page.length)).end(page);
}

/** `watch`: a room that the message offers to watch. The others are values of the text. */
export type Kept = Refusal["extras"] & { watch?: string };

export function flash(req: Request, code: Code, kept: Kept = {}): void {
  if ((req.session.flash?.error?.length ?? 0) >= MAX_FLASHES) return;
  // Without a format, connect-flash calls `util.isArray`, which Node 23 removed.
  const values = new URLSearchParams();
  for (const [name, value] of Object.entries(kept)) values.set(name, String(value));
  req.flash("error", "%s", `${code} ${values}`.trimEnd());
}

export function flashDone(req: Request, key: MessageKey): void {
  if ((req.session.flash?.done?.length ?? 0) < MAX_FLASHES) req.flash("done", "%s", key);
}

const MAX_KEPT_NAME = 200;

export function flashRefusedName(req: Request, code: Code, name: unknown): void {
  const value = typeof name === "string" ? name.slice(0, MAX_KEPT_NAME) : "";
  delete req.session.flash?.nickname;
  req.flash("nickname", "%s", `${code} ${value}`);
}

export function flashRefusedGif(req: Request, code: Code): void {
  delete req.session.flash?.gif;
  req.flash("gif", "%s", code);
}

export const errorText = (req: Request, code: string, values?: Refusal["extras"]): string =>
  refusalText(langOf(req), code, values);

const doneText = (req: Request, key: string): string => translator(langOf(req))(key as MessageKey);

function toFlash(req: Request, message: string): Flash {
  const [code = "", kept] = message.split(" ");
  const { watch, retryAfter, ...values } = Object.fromEntries(new URLSearchParams(kept));
  const wait = retryAfter === undefined ? undefined : { retryAfter: Number(retryAfter) };
  return { text: errorText(req, code, { ...values, ...wait }), watch };
}

function takeRefusedName(req: Request): PageContext["refusedName"] {
  const [refused] = req.session?.flash?.nickname ? req.flash("nickname") : [];
  if (refused === undefined) return undefined;
  const [code = ""] = refused.split(" ", 1);
  return { value: refused.slice(code.length + 1), error: errorText(req, code) };
}

function takeRefusedGif(req: Request): string | undefined {
  const [code] = req.session?.flash?.gif ? req.flash("gif") : [];
  return code && errorText(req, code);
}

function pageContext(req: Request, res: Response): PageContext {
  return {
    lang: langOf(req),
    me: req.session?.visitor ?? newVisitor(),
    theme: themes.find((theme) => theme === req.cookies?.theme),
    // Check first, because reading from connect-flash creates a session.
    flash: req.session?.flash?.error ? req.flash("error").map((message) => toFlash(req, message)) : [],
    done: req.session?.flash?.done ? req.flash("done").map((key) => doneText(req, key)) : [],
    refusedName: takeRefusedName(req),
    refusedGif: takeRefusedGif(req),
    here: req.method === "GET" ? req.originalUrl : (res.locals.back ?? "/"),
    origin: res.locals.origin,
  };
}
