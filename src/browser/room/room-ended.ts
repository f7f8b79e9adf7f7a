import type { MessageKey } from "../../shared/i18n/languages.js";
import { lasting } from "../../shared/render/relative-time.js";
import { element, need } from "../base/dom.js";
import { sentenceFor, t } from "../base/i18n.js";
import { place } from "./page-data.js";

let over = false;

export const isOver = (): boolean => over;

/** The room has ended, or has ended for this visitor: says so, and offers the way on. */
export function end(heading: string, text: string): void {
  if (over) return;
  over = true;
  for (const control of document.querySelectorAll<HTMLElement>("[data-composer], [data-live]"))
    control.hidden = true;
  const panel = element(
    "div",
    { class: "ended box", role: "alert" },
    element("h2", {}, heading),
    element("p", { class: "soft" }, text),
    element("a", { class: "button primary", href: "/" }, t("ended.lobby")),
  );
  need(".talk").append(panel);
  need("a", panel).focus();
}

export function roomGone(chats: number): void {
  const duration = lasting(Date.now() - Date.parse(place.createdAt), t);
  end(t("ended.title"), t("ended.lived", { duration, count: chats }));
}

const ways: Record<string, MessageKey> = {
  banned: "ended.banned",
  kicked: "ended.kicked",
  left: "ended.left",
};

export const sentOut = (reason: string): void => end(t(ways[reason] ?? "ended.kicked"), t("ended.hint"));

/** The server does not let this page in again; `false` if connecting again can help. */
export function refused(code: string, chats: number, wasIn: boolean): boolean {
  if (code === "ROOM_NOT_FOUND") end(t("ended.title"), t("ended.held", { count: chats }));
  else if (code === "BANNED") sentOut("banned");
  else if (code === "ROOM_FULL") end(sentenceFor(code), t("ended.full"));
  else if (code === "NO_SESSION" && !wasIn && isReload()) end(t("error.heading"), t("ended.noCookie"));
  else if (code === "PASSWORD_REQUIRED" || code === "NO_SESSION") location.reload();
  else return false;
  return true;
}

/** A browser that keeps no cookie is a stranger after a reload too: once is enough. */
const isReload = (): boolean =>
  performance
    .getEntriesByType("navigation")
    .some((one) => (one as PerformanceNavigationTiming).type === "reload");
