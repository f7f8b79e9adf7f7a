import { createElement } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { pageData } from "../page-data.js";

/** In the browser, so that the server's HTML of a message is the same for everyone who is not meant. */
export function markIfMeant(element: HTMLElement): void {
  const { mentions, author } = element.dataset;
  if (!mentions?.split(" ").includes(pageData.me.id) || author === pageData.me.id) return;
  element.classList.add("meant");
  element.append(createElement("span", { class: "visually-hidden" }, t("mention.you")));
}
