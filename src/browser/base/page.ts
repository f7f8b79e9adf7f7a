import type { Announcement } from "../../shared/events.js";
import { startApp } from "../app/start-app.js";
import { startFocusKeeper } from "../elements/focus-keeper.js";
import { startPasswordToggles } from "../elements/password-toggle.js";
import { startHandOver } from "../hand-over.js";
import { forgetDrafts } from "../maker/drafts/forget-drafts.js";
import { startReports } from "../report/start-reports.js";
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
  startReports();
  startApp();
  forgetDrafts();
  if (document.querySelector("[data-announcement]")) void loadBar();
  // A browser can point at a wrong field only where it shows.
  document.addEventListener("invalid", ({ target }) => unfold(target as Element), { capture: true });
}

const loadBar = () => import("../announcement/bar.js");

export async function showAnnouncement(announcement: Announcement): Promise<void> {
  (await loadBar()).showAnnouncement(announcement);
}

function unfold(field: Element): void {
  for (let fold = field.closest("details"); fold; fold = fold.parentElement!.closest("details"))
    fold.open = true;
}
