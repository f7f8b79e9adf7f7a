import { findAll, getElement } from "../../base/dom.js";

const NEAR_END_PX = 48;

/** With `column-reverse`, `scrollTop` is 0 at the newest chat and negative above it. */
export const scroller = getElement("#stream");

export const isAtEnd = (): boolean => scroller.scrollTop > -NEAR_END_PX;

export const distanceToTop = (): number => scroller.scrollHeight - scroller.clientHeight + scroller.scrollTop;

export function scrollToEnd(): void {
  scroller.scrollTop = 0;
}

/** `scrollTop` is rounded to whole pixels; without this, the errors of many changes would add up. */
let roundingError = 0;

/** Stays at the end, or else keeps the topmost visible chat where it is. */
export function keepScrollPosition(change: () => void): void {
  if (isAtEnd()) {
    change();
    scrollToEnd();
    roundingError = 0;
    return;
  }
  const top = scroller.getBoundingClientRect().top;
  // A day's separator may go when an older page comes.
  const anchor = findAll("[data-chats] > :not(.day)").find(
    (child) => child.getBoundingClientRect().bottom > top,
  );
  const anchorTop = (anchor?.getBoundingClientRect().top ?? 0) - roundingError;
  change();
  if (!anchor?.isConnected) return;
  scroller.scrollTop += anchor.getBoundingClientRect().top - anchorTop;
  roundingError = anchor.getBoundingClientRect().top - anchorTop;
}

export function keepInPlace(element: Element, change: () => void): void {
  const { top } = element.getBoundingClientRect();
  change();
  scroller.scrollTop += element.getBoundingClientRect().top - top;
}

/** Keeps screen readers from reading out chats that are not new. */
export function muteAnnouncements(): void {
  scroller.setAttribute("aria-live", "off");
  requestAnimationFrame(() => scroller.removeAttribute("aria-live"));
}
