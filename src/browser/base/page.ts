import { startMenus } from "./menus.js";
import { startThemeSwitch } from "./theme-switch.js";

/** What every page has. */
export function startPage(): void {
  startMenus();
  startThemeSwitch();
}
