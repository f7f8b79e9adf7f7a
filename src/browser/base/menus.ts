import { delegate, findAll } from "./dom.js";

const OPEN_SHEET = ":target:has(.close)";
let sheetStep: "none" | "forward" | "back" = "none";

/** A menu is a `<details>` and so opens without scripts; this closes it on Escape and on clicks elsewhere. */
export function startMenus(): void {
  startSheets();
  document.addEventListener("pointerdown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    for (const menu of findAll<HTMLDetailsElement>("details.menu[open]")) {
      if (!menu.contains(event.target as Node)) menu.open = false;
    }
    const sheet = document.querySelector(OPEN_SHEET);
    if (sheet && !sheet.contains(event.target as Node)) closeSheet();
  });
  document.addEventListener("keydown", (event) => {
    // It closes only what lies on top.
    if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
    for (const menu of findAll<HTMLDetailsElement>("details.menu[open]")) closeMenu(menu);
    closeSheet();
  });
}

/** A sheet is open while it is the `:target`. To open it is a step in the history, which closing it takes back. */
function startSheets(): void {
  delegate(document, "click", "a[href^='#']", (link, event) => {
    const { hash } = link as HTMLAnchorElement;
    if (link.matches(".close")) {
      event.preventDefault();
      closeSheet();
    } else if (hash !== location.hash && document.querySelector(`${hash}:has(.close)`)) sheetStep = "forward";
  });
  addEventListener("hashchange", () => {
    if (!document.querySelector(OPEN_SHEET)) sheetStep = "none";
  });
}

export function closeSheet(): void {
  const sheet = document.querySelector(OPEN_SHEET);
  if (!sheet || sheetStep === "back") return;
  if (sheetStep === "forward") {
    sheetStep = "back";
    history.back();
  } else location.replace(sheet.querySelector<HTMLAnchorElement>("a.close")!.hash);
}

export function closeMenu(menu: HTMLDetailsElement): void {
  const hadFocus = menu.contains(document.activeElement);
  menu.open = false;
  if (hadFocus) menu.querySelector("summary")?.focus();
}
