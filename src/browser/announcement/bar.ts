import type { Announcement } from "../../shared/events.js";
import { createElement, createIcon, getElement } from "../base/dom.js";
import { t } from "../base/i18n.js";
import { tabStorage } from "../base/safe-storage.js";
import { serverNow } from "../base/server-clock.js";

const DISMISSED = "dismissedAnnouncement";

const findBar = (): HTMLElement | null => document.querySelector("[data-announcement]");

let latest = findBar()?.dataset.announcement;
let overTimer: ReturnType<typeof setTimeout> | undefined;

const drawn = findBar();
if (drawn) prepare(drawn);

export function showAnnouncement({ text, at, until }: Announcement): void {
  const isShown = findBar()?.dataset.announcement === at;
  if (text && isShown) return;
  latest = text ? at : undefined;
  removeBar();
  if (!text) return;
  const region = document.querySelector("[data-announcements]") ?? addRegion();
  // Screen readers announce what is added to a region later, not what it is created with.
  setTimeout(() => {
    if (latest === at) region.replaceChildren(prepare(createBar(text, at, until)));
  });
}

function createBar(text: string, at: string, until: string): HTMLElement {
  const from = createElement("small", { class: "soft" }, t("siteRules.announced"));
  const words = createElement(
    "p",
    { tabindex: "0" },
    from,
    createElement("br"),
    createElement("bdi", {}, text),
  );
  const attributes = { class: "announcement", "data-announcement": at, "data-over": until };
  return createElement("div", attributes, createIcon("bell"), words);
}

function addRegion(): HTMLElement {
  const region = createElement("div", { class: "page flashes", role: "status", "data-announcements": true });
  const talk = document.querySelector(".talk");
  if (talk) talk.prepend(region);
  else getElement("main").before(region);
  return region;
}

function prepare(bar: HTMLElement): HTMLElement {
  const { announcement: at = "", over = "" } = bar.dataset;
  if (tabStorage.read(DISMISSED) === at) {
    bar.hidden = true;
    return bar;
  }
  const dismiss = createElement(
    "button",
    { class: "button quiet bare", type: "button", "aria-label": t("siteRules.dismiss") },
    createIcon("close"),
  );
  dismiss.addEventListener("click", () => {
    tabStorage.write(DISMISSED, at);
    removeBar();
  });
  bar.append(dismiss);
  clearTimeout(overTimer);
  overTimer = setTimeout(removeBar, Date.parse(over) - serverNow());
  return bar;
}

function removeBar(): void {
  clearTimeout(overTimer);
  findBar()?.remove();
}
