import type { RoomView } from "../../shared/events.js";
import { isolate } from "../../shared/i18n/isolate.js";
import { findAll, getElement } from "../base/dom.js";
import { t } from "../base/i18n.js";
import { addSystemMessage } from "./chats/system-messages.js";
import type { UnreadCounter } from "./chats/unread-counter.js";
import { pageData } from "./page-data.js";
import { updateShareRule } from "./share.js";

export function updateRoomBar(room: RoomView, unreadCounter: UnreadCounter): void {
  pageData.createdAt = room.createdAt;
  updateShareRule(room);
  updateBadges(room);
  if (room.title === pageData.title) return;
  pageData.title = room.title;
  addSystemMessage(t("chat.roomRenamed", { title: room.title }));
  for (const title of findAll(".room-bar [data-title]")) title.textContent = room.title;
  getElement(".room-bar h1").title = room.title;
  unreadCounter.setTitle(`${isolate(room.title)} · ${isolate(siteName())}`);
}

const siteName = (): string => getElement<HTMLMetaElement>("meta[property='og:site_name']").content;

function updateBadges({ secret, locked, listed }: RoomView): void {
  const shown: Record<string, boolean> = { secret, locked, unlisted: !listed };
  for (const badge of findAll("[data-badge]")) badge.hidden = !shown[badge.dataset.badge ?? ""];
}
