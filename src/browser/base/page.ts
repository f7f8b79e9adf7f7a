import { startMenus } from "./menus.js";
import { startThemeSwitch } from "./theme-switch.js";

export function startPage(): void {
  startMenus();
  startThemeSwitch();
}
