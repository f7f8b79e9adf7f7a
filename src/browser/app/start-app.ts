import { lang } from "../base/i18n.js";
import { flagChoice, flagShare, isShareWaiting } from "./share-flag.js";

export function startApp(): void {
  if (isShareWaiting() && document.querySelector("[data-rooms]"))
    void import("./share-notice.js").then(({ showShareNotice }) =>
      showShareNotice({ flagShare, flagChoice }),
    );
  if (!isSecureContext || !navigator.serviceWorker) return;
  if (document.readyState === "complete") registerWhenIdle();
  else addEventListener("load", registerWhenIdle, { once: true });
}

function registerWhenIdle(): void {
  // Safari has none.
  if ("requestIdleCallback" in window) requestIdleCallback(() => void register(), { timeout: 10_000 });
  else setTimeout(register, 2000);
}

async function register(): Promise<void> {
  try {
    await navigator.serviceWorker.register(`/sw.js?lang=${lang}`);
  } catch {
    // The browser forbids storage, or the connection is gone. Both are no loss.
  }
}
