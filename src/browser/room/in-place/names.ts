import { delegate, getElement } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { closeMenu } from "../../base/menus.js";
import { focusComposer } from "../mobile-keyboard.js";
import { pageData } from "../page-data.js";
import type { SendRequest } from "../socket.js";
import { editInPlace } from "./edit-in-place.js";

export function startNamesInPlace(sendRequest: SendRequest): void {
  delegate(document, "click", "[data-rename-room]", (button) => {
    const menu = button.closest<HTMLDetailsElement>("details.menu");
    if (menu) closeMenu(menu);
    editInPlace({
      place: getElement(".room-bar h1"),
      label: t("form.title"),
      value: pageData.title,
      field: { maxlength: "50", required: true },
      save: (title) => sendRequest("renameRoom", { title }),
      onClosed: () => returnFocus("[data-rename-room]"),
    });
  });
  delegate(document, "click", "[data-rename-me]", (button) => {
    const { name, color } = pageData.me;
    editInPlace({
      place: button.closest("li")!,
      label: t("menu.nickname"),
      value: name === color ? "" : name,
      field: { maxlength: "20", placeholder: color },
      save: (chosen) => sendRequest("nickname", { name: chosen }),
      onClosed: () => returnFocus("[data-rename-me]"),
    });
  });
}

/** To the button that began it, unless it is in a menu or the visitor may no longer use it. */
function returnFocus(selector: string): void {
  const button = document.querySelector<HTMLElement>(`${selector}:not(.item)`);
  if (button?.checkVisibility()) button.focus();
  else focusComposer();
}
