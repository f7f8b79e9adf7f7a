import { delegate, isComposing } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { hasEnded } from "../room-ended.js";
import { showToast } from "../toast.js";
import type { SearchedRoom } from "./searched-room.js";

/** The link leads to a page, which is for visitors without scripts. */
export function startSearch(room: SearchedRoom): void {
  const load = () => import("./search-panel.js").then(({ SearchPanel }) => new SearchPanel(room));
  let panel: ReturnType<typeof load> | undefined;
  const open = async (opener: HTMLElement) => {
    if (hasEnded()) return;
    panel ??= load();
    try {
      (await panel).open(opener);
    } catch (error) {
      // The server may be another version meanwhile, or out of reach.
      console.warn(error);
      panel = undefined;
      showToast(t("panel.noAnswer"));
    }
  };
  delegate(document, "click", "a[data-find]", (link, event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void open(closeMenuOf(link));
  });
  // Only from the messages and the results: a key without Ctrl or Alt may mean something else elsewhere (WCAG 2.1.4).
  delegate(document, "keydown", "#stream, .find", (_, event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isComposing(event)) return;
    const target = event.target as HTMLElement;
    if (target.matches("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    void open(target);
  });
}

/** From a menu the focus returns to its button, since the link is hidden then. */
function closeMenuOf(link: HTMLElement): HTMLElement {
  const menu = link.closest<HTMLDetailsElement>("details.menu");
  if (!menu) return link;
  menu.open = false;
  return menu.querySelector("summary") ?? link;
}
