import { createDayFormats, toDayName, toLocalDay } from "../../../shared/render/relative-time.js";
import { createElement, getElement } from "../../base/dom.js";
import { lang } from "../../base/i18n.js";
import { serverNow } from "../../base/server-clock.js";
import { beginGroup } from "./chat-element.js";

const list = getElement("[data-chats]");
const formats = createDayFormats(lang);

/**
 * One separator above the first message of each day, below `known` or in the whole list. Those of the server, which are
 * about days in UTC, are used again or removed, as are those whose message has gone or has got older ones above it.
 */
export function showDays(known?: Element): void {
  let current = known && dayOf(known);
  let separator: Element | undefined;
  let next: Element | null = null;
  for (let element = known?.nextElementSibling ?? list.firstElementChild; element; element = next) {
    next = element.nextElementSibling;
    if (element.matches(".day")) {
      separator?.remove();
      separator = element;
    } else if (element.matches(".chat")) {
      const day = dayOf(element);
      if (day === current) separator?.remove();
      else showDay(element as HTMLElement, separator);
      [current, separator] = [day, undefined];
    }
  }
  separator?.remove();
}

/** Of what was appended alone: a busy room appends often. */
export function showDaysFrom(appended: Element | undefined): void {
  let before = appended?.previousElementSibling;
  while (before && !before.matches(".chat")) before = before.previousElementSibling;
  if (appended) showDays(before ?? undefined);
}

function showDay(chat: HTMLElement, known: Element | undefined): void {
  // Screen readers read out the messages alone.
  const separator = known ?? createElement("li", { class: "day", "aria-live": "off" });
  if (!known) chat.before(separator);
  const name = toDayName(dateOf(chat), new Date(serverNow()), formats);
  if (separator.textContent !== name) separator.textContent = name;
  beginGroup(chat);
}

const dayOf = (chat: Element): number => toLocalDay(dateOf(chat));
const dateOf = (chat: Element): Date => new Date((chat as HTMLElement).dataset.at ?? "");
