import type { Request, Response } from "express";
import type { Code } from "../../services/index.js";
import { newVisitor } from "../../services/visitors/visitors.js";
import { errorKey, translator } from "../../shared/i18n/index.js";
import type {
  EnterPage,
  ErrorPage,
  LobbyPage,
  PageContext,
  RoomFormPage,
  RoomPage,
} from "../../shared/page-props.js";
import { langOf } from "../request.js";

const MOST_FLASHES = 3;
const themes = ["light", "dark"] as const;

interface Pages {
  lobby: LobbyPage;
  "room-form": RoomFormPage;
  enter: EnterPage;
  room: RoomPage;
  error: ErrorPage;
}

export function show<Name extends keyof Pages>(
  req: Request,
  res: Response,
  name: Name,
  page: Pages[Name],
): void {
  res.set("Cache-Control", "private, no-store").vary("Cookie");
  res.render(name, { ...context(req, res), ...page }, (error: Error | null, html?: string) => {
    if (error) throw error;
    // Not by `send`: it would make a mark of each page, for browsers that never keep one.
    res.type("html").end(html);
  });
}

/** Says it on the next page. Whoever never looks at one does not make a session grow. */
export function flash(req: Request, code: Code): void {
  // With a format, since what connect-flash does without one needs a function that Node 23 no longer has.
  if ((req.session.flash?.error?.length ?? 0) < MOST_FLASHES) req.flash("error", "%s", code);
}

export const errorText = (req: Request, code: string): string => translator(langOf(req))(errorKey(code));

function context(req: Request, res: Response): PageContext {
  return {
    lang: langOf(req),
    // A page that is not there makes no session, and yet somebody reads it.
    me: req.session?.visitor ?? newVisitor(),
    theme: themes.find((theme) => theme === req.cookies?.theme),
    // Asked only if there is one: asking would make a session.
    flash: req.session?.flash?.error ? req.flash("error").map((code) => errorText(req, code)) : [],
    here: req.method === "GET" ? req.originalUrl : (res.locals.back ?? "/"),
    origin: res.locals.origin,
  };
}
