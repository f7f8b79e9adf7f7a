import { findAll } from "./dom.js";

/** A menu is a `<details>` and so opens without scripts; this closes it on Escape and on clicks elsewhere. */
export function startMenus(): void {
  document.addEventListener("pointerdown", (event) => {
    for (const menu of findAll<HTMLDetailsElement>("details.menu[open]")) {
      if (!menu.contains(event.target as Node)) menu.open = false;
    }
    const sheet = document.querySelector(":target:has(.close)");
    if (sheet && !sheet.contains(event.target as Node)) closeSheet();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of findAll<HTMLDetailsElement>("details.menu[open]")) closeMenu(menu);
    closeSheet();
  });
}

/** A sheet is open while it is the `:target`; its close link changes that. */
function closeSheet(): void {
  document.querySelector<HTMLElement>(":target .close")?.click();
}

export function closeMenu(menu: HTMLDetailsElement): void {
  const hadFocus = menu.contains(document.activeElement);
  menu.open = false;
  if (hadFocus) menu.querySelector("summary")?.focus();
}
