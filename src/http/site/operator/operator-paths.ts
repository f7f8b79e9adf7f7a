import type { Request } from "express";
import { isRead, localPath } from "../../request.js";

const HOME = "/operator";
const UNREADABLE = "/operator/unreadable/";
const OWN = /^\/operator(?:[/?]|$)/;
const REPORT = /^\/operator\/reports\/[\w-]+/;
const LIST = /^\/operator\/(?:reports|rooms|bans|blocked|raid|log)\b/;

/** Prevents open redirects: anything but a page of the operator's becomes `otherwise`. */
export function operatorPath(value: unknown, otherwise: string): string {
  const path = localPath(value);
  return OWN.test(path) ? path : otherwise;
}

/** The page that was asked for, or the one whose form was sent. */
export function wantedPath(req: Request): string {
  const { originalUrl } = req;
  if (isRead(req)) return operatorPath(originalUrl, HOME);
  const { here } = (req.body ?? {}) as { here?: unknown };
  const page = REPORT.exec(originalUrl) ?? LIST.exec(originalUrl);
  const otherwise = originalUrl.startsWith(UNREADABLE) ? `${HOME}/reports` : HOME;
  return operatorPath(here, page?.[0] ?? otherwise);
}
