import type { NextRoom } from "../../../shared/events.js";
import { toLifetimeLeft } from "../../../shared/render/time-left.js";
import { createElement, findAll } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { isServerTimeKnown, serverNow } from "../../base/server-clock.js";
import { formatMoment } from "../../base/timestamps.js";
import { addSystemMessage } from "../chats/system-messages.js";
import { pageData } from "../page-data.js";
import { hasEnded } from "../room-ended.js";
import type { ChatSocket } from "../socket.js";

const TICK_MS = 1000;

let warnedOf = "";
let announcedNext = "";

export function startRoomEnd(socket: ChatSocket): void {
  socket.on("welcome", ({ room, next }) => {
    setEnd(room.expiresAt);
    if (next) setNext(next);
  });
  socket.on("updateRoom", ({ expiresAt }) => setEnd(expiresAt));
  socket.on("hosts", update);
  socket.on("ending", ({ expiresAt }) => warn(expiresAt));
  socket.on("next", setNext);
  socket.on("kick", ({ reason }) => {
    if (reason !== "left") forgetNext();
  });
  setInterval(update, TICK_MS);
}

export function setEnd(expiresAt: string | null): void {
  const before = pageData.expiresAt;
  if (!expiresAt || expiresAt === before) return;
  pageData.expiresAt = expiresAt;
  for (const element of findAll("[data-until]")) element.dataset.until = expiresAt;
  if (before && expiresAt > before) addSystemMessage(t("chat.endsLater", { time: formatMoment(expiresAt) }));
  update();
}

function warn(expiresAt: string): void {
  if (expiresAt === warnedOf) return;
  warnedOf = expiresAt;
  setEnd(expiresAt);
  addSystemMessage(t("chat.ending", { time: formatMoment(expiresAt) }));
  update();
}

function setNext(next: NextRoom): void {
  pageData.next = next;
  if (announcedNext !== next.room) {
    announcedNext = next.room;
    const link = createElement("a", { href: next.url, "data-next-link": true }, t("ending.goNext"));
    addSystemMessage(t("chat.nextOpen"), " ", link);
  }
  update();
}

/** Visitors who were sent out are not led into the next room. */
function forgetNext(): void {
  pageData.next = undefined;
  for (const link of findAll("[data-next-link]")) link.remove();
}

function update(): void {
  const { expiresAt, next } = pageData;
  if (!isServerTimeKnown() || hasEnded()) return;
  const left = toLifetimeLeft(expiresAt, serverNow(), t);
  if (!left) return;
  hideUnless("[data-last-minutes]", left.isEnding);
  hideUnless("[data-extend]", pageData.isHost && left.canExtend);
  hideUnless("[data-open-next]", !next);
  hideUnless("[data-last-minutes] [data-next-link]", next !== undefined);
  for (const link of findAll("[data-last-minutes] [data-next-link]"))
    link.setAttribute("href", next?.url ?? "/");
}

function hideUnless(selector: string, isShown: boolean): void {
  for (const element of findAll(selector)) element.hidden = !isShown;
}
