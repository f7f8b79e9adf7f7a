import { startApp } from "../app/start-app.js";
import { startFocusKeeper } from "../elements/focus-keeper.js";
import { startPasswordToggles } from "../elements/password-toggle.js";
import { startHandOver } from "../hand-over.js";
import { forgetDrafts } from "../maker/drafts/forget-drafts.js";
import { startMenus } from "./menus.js";
import { startProofs } from "./proofs.js";
import { startThemeSwitch } from "./theme-switch.js";

export function startPage(): void {
  startFocusKeeper();
  startMenus();
  startThemeSwitch();
  startProofs();
  startPasswordToggles();
  startHandOver();
  startApp();
  forgetDrafts();
  // A browser can point at a wrong field only where it shows.
  document.addEventListener("invalid", ({ target }) => unfold(target as Element), { capture: true });
}

function unfold(field: Element): void {
  for (let fold = field.closest("details"); fold; fold = fold.parentElement!.closest("details"))
    fold.open = true;
}
