import { getElement } from "../base/dom.js";

/** While the operator hides the list. Returns whether that is new to the page. */
export function setListHidden(isHidden: boolean): boolean {
  const list = getElement("[data-list]");
  if (list.hidden === isHidden) return false;
  list.hidden = isHidden;
  getElement("[data-list-hidden]").hidden = !isHidden;
  return true;
}
