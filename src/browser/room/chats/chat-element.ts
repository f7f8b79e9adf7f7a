import type { Chat } from "../../../shared/events.js";
import { type ChatView, present, type Spoken, startsGroup } from "../../../shared/render/chat-props.js";
import { draw } from "../../base/templates.js";
import { localiseTimes } from "../../base/timestamps.js";
import { place, viewer } from "../page-data.js";

export function drawChat(chat: Chat, first: boolean, more: Partial<ChatView> = {}): HTMLElement {
  const c = { ...present(chat, viewer(), first), ...more };
  const drawn = draw("partials/chat.njk", { c, me: place.me, roomId: place.room });
  localiseTimes(drawn);
  return drawn;
}

/** Who spoke in an element of the stream and when; nothing for a system line. */
export function spokenIn(element: Element | null | undefined): Spoken | undefined {
  const { author, name, at } = (element as HTMLElement | null | undefined)?.dataset ?? {};
  return author && name && at ? { author, name, createdAt: at } : undefined;
}

export const seqOf = (element: Element): number => Number((element as HTMLElement).dataset.seq ?? 0);

/** A chat that began a group joins the one that has come in above it. */
export function joinGroup(element: HTMLElement, before: Spoken | undefined): void {
  const spoken = spokenIn(element);
  if (!spoken || startsGroup(spoken, before)) return;
  element.classList.remove("first");
  element.querySelector(".who")?.remove();
}
