import { getElement } from "../../base/dom.js";

/** Only while needed: a page with this listener is excluded from the back/forward cache. */
export function askBeforeLeaving(isNeeded: boolean): void {
  if (isNeeded) addEventListener("beforeunload", ask);
  else removeEventListener("beforeunload", ask);
}

function ask(event: BeforeUnloadEvent): void {
  if (!getElement("[data-composer]").hidden) event.preventDefault();
}
