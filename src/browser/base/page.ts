import { startMenus } from "./menus.js";
import { startProofs } from "./proofs.js";
import { startThemeSwitch } from "./theme-switch.js";

export function startPage(): void {
  startMenus();
  startThemeSwitch();
  startProofs();
}
