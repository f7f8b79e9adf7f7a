import type { Request, Response } from "express";
import { meet } from "../session/index.js";
import type { Member } from "../shared/events.js";
import { languageOf } from "../shared/i18n/detect-language.js";
import type { Language } from "../shared/page-props.js";

/** The visitor who asks; somebody without a session gets one here. */
export const visitorOf = (req: Request): Member => meet(req);

export const addressOf = (req: Request): string => req.ip ?? "unknown";

export const langOf = (req: Request): Language => languageOf(req.session?.lang, req.get("accept-language"));

export const wantsJson = (req: Request, res: Response): boolean =>
  res.locals.json === true || req.accepts(["html", "json"]) === "json";

/** A path of this site to go back to; whatever else was asked for, the lobby. */
export function localPath(value: unknown): string {
  const path = typeof value === "string" && value.length <= 500 ? value : "/";
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(path) ? path : "/";
}
