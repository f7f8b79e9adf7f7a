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
import { toPageVisitor } from "../page-data.js";
import { foldIfMuted } from "../people/mutes.js";

export function createChatElement(
  chat: Chat,
  first: boolean,
  extraProps: Partial<ChatProps> = {},
): HTMLElement {
  const props = { ...toChatProps(chat, toPageVisitor(), first), ...extraProps };
  const element = renderTemplate("partials/chat.njk", { chat: props });
  showLocalTimes(element);
  foldIfMuted(element);
  return element;
}

/** For screen readers, where the page itself shows no name. */
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

/** For a chat that started a group until an older page was put above it. */
export function joinGroup(element: HTMLElement, before: ChatHeader | undefined): void {
  const header = readHeader(element);
  if (!header || startsGroup(header, before)) return;
  element.classList.remove("first");
  element.querySelector(".who")?.remove();
  if (!element.querySelector("[data-said-by]")) element.prepend(createAuthor(header.name));
}
