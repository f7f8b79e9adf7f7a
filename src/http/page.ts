import type { Request, Response } from "express";
import { newVisitor } from "../services/visitors.js";
import type { FlashNote } from "../session.js";
import { errorKey, translator } from "../shared/i18n/index.js";
import type {
  EnterPage,
  ErrorPage,
  LobbyPage,
  PageContext,
  RoomFormPage,
  RoomPage,
} from "../shared/pages.js";
import { langOf } from "./request.js";

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
  res.render(name, { ...context(req, res), ...page });
}

/** Says it on the next page. */
export function flash(req: Request, note: FlashNote): void {
  req.session.flash = [...(req.session.flash ?? []), note].slice(-3);
}

export const errorText = (req: Request, code: string): string => translator(langOf(req))(errorKey(code));

function context(req: Request, res: Response): PageContext {
  const notes = req.session?.flash ?? [];
  if (notes.length) delete req.session.flash;
  return {
    lang: langOf(req),
    // A page that is not there makes no session, and yet somebody reads it.
    me: req.session?.visitor ?? newVisitor(),
    flash: notes.map(({ kind, code }) => ({ kind, text: errorText(req, code) })),
    here: req.method === "GET" ? req.originalUrl : (res.locals.back ?? "/"),
    origin: res.locals.origin,
  };
}
