import { startHandOver } from "../hand-over.js";
import { startMenus } from "./menus.js";
import { startPasswordToggles } from "./password-toggle.js";
import { startProofs } from "./proofs.js";
import { startThemeSwitch } from "./theme-switch.js";

export function startPage(): void {
  startMenus();
  startThemeSwitch();
  startProofs();
  startPasswordToggles();
  startHandOver();
}
