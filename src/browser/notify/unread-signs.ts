import { getElement } from "../base/dom.js";

const icon = getElement<HTMLLinkElement>("link[rel=icon]");
const READ = icon.getAttribute("href") ?? "";

let shown = 0;

// A tab that was closed while it was hidden, or that crashed, may have left one.
setBadge(0);
addEventListener("pagehide", () => setBadge(0));

export function showUnreadSigns(count: number): void {
  if (count === shown) return;
  shown = count;
  const href = count ? "/favicon-unread.svg" : READ;
  if (icon.getAttribute("href") !== href) icon.href = href;
  setBadge(count);
}

function setBadge(count: number): void {
  navigator.setAppBadge?.(count).catch(() => {
    // Safari allows none without notifications; the title and the icon say the same.
  });
}
