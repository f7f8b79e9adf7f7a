import type { Chat } from "../../../shared/events.js";
import {
  type ChatHeader,
  type ChatProps,
  startsGroup,
  toChatProps,
} from "../../../shared/render/chat-props.js";
import { createElement } from "../../base/dom.js";
import { renderTemplate } from "../../base/templates.js";
import { showLocalTimes } from "../../base/timestamps.js";
import { markIfMeant } from "../mentions/mark-if-meant.js";
import { toPageVisitor } from "../page-data.js";
import { foldIfMuted } from "../people/mutes.js";
import { toShown } from "../reactions/own-reactions.js";

export function createChatElement(
  chat: Chat,
  first: boolean,
  extraProps: Partial<ChatProps> = {},
): HTMLElement {
  const reactions = toShown(chat.seq, chat.reactions);
  const props = { ...toChatProps(chat, toPageVisitor(), first), reactions, ...extraProps };
  const element = renderTemplate("partials/chat.njk", { chat: props });
  showLocalTimes(element);
  foldIfMuted(element);
  markIfMeant(element);
  return element;
}

const createAuthor = (name: string): HTMLElement =>
  createElement(
    "span",
    { class: "visually-hidden", "data-said-by": true },
    createElement("bdi", {}, name),
    ":",
  );

/** `undefined` for a system message. */
export function readHeader(element: Element | null | undefined): ChatHeader | undefined {
  const { author, name, at } = (element as HTMLElement | null | undefined)?.dataset ?? {};
  return author && name && at ? { author, name, createdAt: at } : undefined;
}

export const readSeq = (element: Element): number => Number((element as HTMLElement).dataset.seq ?? 0);

export const findChat = (within: Element): HTMLElement => within.closest<HTMLElement>(".chat")!;

/** For a chat that started a group until an older page was put above it. */
export function joinGroup(element: HTMLElement, before: ChatHeader | undefined): void {
  const header = readHeader(element);
  const who = element.querySelector(":scope > .who");
  const time = who?.querySelector("time");
  if (!header || !who || !time || startsGroup(header, before)) return;
  element.classList.remove("first");
  time.classList.add("at");
  who.replaceWith(time);
  if (!element.querySelector("[data-said-by]")) element.prepend(createAuthor(header.name));
}

/** For the first chat of a day, which the server has put into a group of the day before. */
export function beginGroup(element: HTMLElement): void {
  const time = element.querySelector(":scope > .at");
  const who = time && findHeader(element)?.cloneNode(true);
  if (!time || !(who instanceof HTMLElement)) return;
  time.classList.remove("at");
  who.querySelector("time")?.replaceWith(time);
  if (!element.matches(".mine")) element.querySelector("[data-said-by]")?.remove();
  element.prepend(who);
  element.classList.add("first");
}

export function findHeader(element: HTMLElement): Element | null | undefined {
  let before: Element | null | undefined = element.previousElementSibling;
  while (before && (readHeader(before)?.author !== element.dataset.author || !before.matches(".first")))
    before = before.previousElementSibling;
  return before?.querySelector(":scope > .who");
}
