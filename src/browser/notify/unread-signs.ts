import { getElement } from "../base/dom.js";

const icon = getElement<HTMLLinkElement>("link[rel=icon]");
const READ = icon.getAttribute("href") ?? "";

let shown = 0;

export function showUnreadSigns(count: number): void {
  if (count === shown) return;
  shown = count;
  const href = count ? "/favicon-unread.svg" : READ;
  if (icon.getAttribute("href") !== href) icon.href = href;
  void navigator.setAppBadge?.(count);
}
