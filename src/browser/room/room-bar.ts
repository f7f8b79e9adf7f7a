import type { RoomView } from "../../shared/events.js";
import { all } from "../base/dom.js";
import { t } from "../base/i18n.js";
import type { Unread } from "./chats/unread-counter.js";
import { place } from "./page-data.js";

export function showRoom(room: RoomView, unread: Unread): void {
  place.createdAt = room.createdAt;
  if (room.title === place.title) return;
  place.title = room.title;
  for (const heading of all(".room-bar [data-title]")) heading.textContent = room.title;
  const field = document.querySelector<HTMLInputElement>("#room-title");
  if (field && field !== document.activeElement) field.value = room.title;
  unread.setTitle(`${room.title} · ${t("site.name")}`);
}
