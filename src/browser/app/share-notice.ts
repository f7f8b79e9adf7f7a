import { createElement, createIcon, delegate, getElement } from "../base/dom.js";
import { t } from "../base/i18n.js";
import type { ShareFlag } from "./share-flag.js";
import { discardShare, KEPT_MS, peekShare, type WaitingShare } from "./waiting-share.js";

export async function showShareNotice(flag: ShareFlag): Promise<void> {
  const url = new URL(location.href);
  url.searchParams.delete("shared");
  history.replaceState(history.state, "", url);
  const share = await peekShare();
  const isWaiting = share !== undefined && (share.pictures.length > 0 || share.text !== "");
  flag.flagShare(isWaiting);
  if (!share) return;
  if (!isWaiting) await discardShare();
  const notices = createElement("div", { class: "page flashes", role: "status" });
  getElement("#main").before(notices);
  for (const file of share.refused) notices.append(createFlash("warn", t("shared.notGif", { file })));
  if (share.leftOut) notices.append(createFlash("warn", t("shared.leftOut", { count: share.leftOut })));
  if (isWaiting) notices.append(createWaitingFlash(share, flag));
}

function createWaitingFlash(share: WaitingShare, flag: ShareFlag): HTMLElement {
  const count = share.pictures.length;
  const isAll = share.pictures.every(({ type }) => !type.startsWith("video/"));
  const text = count && isAll ? t("shared.waits", { count }) : t("shared.textWaits");
  const button = createElement("button", { class: "button slim", type: "button" }, t("shared.discard"));
  const flash = createFlash("gif", text, button);
  let isChoosing = true;
  const choose = (path: string) => isChoosing && flag.flagChoice(path, share.at);
  delegate(document, "click", "a[href^='/room']", (link) => choose((link as HTMLAnchorElement).pathname));
  delegate(document, "submit", "form[action='/room']", () => choose("/room"));
  const timer = setTimeout(() => void end(), KEPT_MS - (Date.now() - share.at));
  button.addEventListener("click", async () => {
    await end();
    flash.replaceWith(createFlash("check", t("shared.discarded")));
  });
  async function end(): Promise<void> {
    clearTimeout(timer);
    isChoosing = false;
    flag.flagShare(false);
    await discardShare();
    button.hidden = true;
    if (!button.matches(":focus")) flash.hidden = true;
  }
  return flash;
}

function createFlash(icon: string, text: string, ...more: Node[]): HTMLElement {
  const words = createElement("span", { dir: "auto" }, text);
  return createElement(
    "p",
    { class: `flash ${icon === "warn" ? "error" : ""}` },
    createIcon(icon),
    words,
    ...more,
  );
}
