import { all } from "./dom.js";

/** A menu is a `<details>`, which opens without scripts; with them it also closes as menus do. */
export function startMenus(): void {
  document.addEventListener("pointerdown", (event) => {
    for (const menu of all<HTMLDetailsElement>("details.menu[open]")) {
      if (!menu.contains(event.target as Node)) menu.open = false;
    }
    const sheet = document.querySelector(":target:has(.close)");
    if (sheet && !sheet.contains(event.target as Node)) closeSheet();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of all<HTMLDetailsElement>("details.menu[open]")) closeMenu(menu);
    closeSheet();
  });
}

/** A sheet that its link opened is closed by its other link. */
function closeSheet(): void {
  document.querySelector<HTMLElement>(":target .close")?.click();
}

export function closeMenu(menu: HTMLDetailsElement): void {
  const held = menu.contains(document.activeElement);
  menu.open = false;
  if (held) menu.querySelector("summary")?.focus();
}
