import type { ErrorView, Kick } from "../../shared/events.js";
import type { MessageKey } from "../../shared/i18n/catalogue.js";
import { toDuration } from "../../shared/render/relative-time.js";
import { createElement, findAll, getElement } from "../base/dom.js";
import { errorMessage, t } from "../base/i18n.js";
import { isServerTimeKnown, serverNow } from "../base/server-clock.js";
import { freezeGifs } from "../gifs/autoplay.js";
import { forgetDrafts } from "../maker/drafts/forget-drafts.js";
import { createEndActions, createUnsentText } from "./ending/end-actions.js";
import { pageData } from "./page-data.js";

const FINAL_CODES = new Set(["TOO_CROWDED", "LOCKED", "TOO_MANY_WATCHERS"]);

let ended = false;
const endHandlers: (() => void)[] = [];

export const onRoomEnded = (handler: () => void): unknown => endHandlers.push(handler);

export const hasEnded = (): boolean => ended;

export function showRoomRemoved(chatCount: number): void {
  showGone(serverNow(), chatCount);
}

/** `endedAt` is missing if the room ended while this page was away. */
function showGone(endedAt: number | undefined, count: number): void {
  const livedMs =
    endedAt === undefined || !isServerTimeKnown() ? undefined : endedAt - Date.parse(pageData.createdAt);
  const text =
    livedMs === undefined
      ? t("ended.held", { count })
      : t("ended.lived", { duration: toDuration(livedMs, t), count });
  showEnded(t("ended.title"), text, createEndActions());
}

const kickHeadings: Record<string, MessageKey> = {
  banned: "ended.banned",
  kicked: "ended.kicked",
  left: "ended.left",
};

const watchEnds: Record<string, [heading: MessageKey, hint?: MessageKey]> = {
  banned: ["watch.banned"],
  locked: ["watch.locked", "watch.lockedHint"],
  password: ["watch.password", "watch.passwordHint"],
};

export function showKicked({ reason, where, until }: Kick): void {
  if (reason === "proof") return location.reload();
  if (where && until) {
    const retryAfter = Math.max(1, Math.ceil((Date.parse(until) - serverNow()) / 1000));
    if (where === "everywhere") return showEnded(t("ban.everywhere", { retryAfter }), "");
    return showEnded(t("ban.here", { retryAfter }), otherRooms());
  }
  const [heading, hint] = (pageData.isSpectator && watchEnds[reason]) || [kickHeadings[reason], undefined];
  showEnded(t(heading ?? "ended.kicked"), hint ? t(hint) : otherRooms());
}

/** Frames have no lobby. */
const otherRooms = (): string => ("framed" in document.documentElement.dataset ? "" : t("ended.hint"));

/** Returns whether the refusal is final; otherwise connecting again may help. */
export function showConnectionRefused(refusal: ErrorView, chatCount: number, wasIn: boolean): boolean {
  const { code } = refusal;
  if (code === "ROOM_NOT_FOUND") showGone(undefined, chatCount);
  else if (code === "BANNED") showKicked({ ...refusal, reason: "banned" });
  else if (FINAL_CODES.has(code)) showEnded(t("error.heading"), errorMessage(code));
  else if (code === "ROOM_FULL") showEnded(errorMessage(code), t("ended.full"));
  else if (code === "NO_SESSION" && !wasIn && isReload()) showEnded(t("error.heading"), t("ended.noCookie"));
  else if (code.endsWith("_REQUIRED") || code === "NO_SESSION") location.reload();
  else return false;
  return true;
}

function showEnded(heading: string, text: string, actions: HTMLElement[] = []): void {
  if (ended) return;
  ended = true;
  freezeGifs();
  for (const handle of endHandlers) handle();
  forgetDrafts(pageData.room);
  for (const control of findAll("[data-composer], [data-live], [data-find]")) control.hidden = true;
  for (const dialog of findAll<HTMLDialogElement>("dialog[open]:not(.report)")) dialog.close();
  const lobby = createElement(
    "a",
    { class: actions.length ? "button quiet" : "button primary", href: "/" },
    t("ended.lobby"),
  );
  const panel = createElement(
    "div",
    { class: "ended box", role: "alert" },
    createElement("h2", {}, heading),
    ...(text ? [createElement("p", { class: "soft" }, text)] : []),
    ...createUnsentText(),
    createElement("div", { class: "actions" }, ...actions, lobby),
  );
  document.body.classList.add("over");
  getElement(".talk").append(panel);
  getElement("a", panel).focus();
}

/** A browser that stores no cookies has no session after a reload either; this prevents a loop. */
function isReload(): boolean {
  return performance
    .getEntriesByType("navigation")
    .some((entry) => (entry as PerformanceNavigationTiming).type === "reload");
}
