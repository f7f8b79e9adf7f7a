import { createElement, getElement } from "../../base/dom.js";
import { keepScrollPosition } from "./scroll.js";

const list = getElement("[data-chats]");

/** These are not stored, so they are gone after a reload. */
export function addSystemMessage(text: string): void {
  const pending = list.querySelector("[data-waiting]");
  keepScrollPosition(() => list.insertBefore(createElement("li", { class: "line" }, text), pending));
}
