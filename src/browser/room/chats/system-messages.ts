import { element, need } from "../../base/dom.js";
import { keepPlace } from "./scroll.js";

const list = need("[data-chats]");

/** A quiet line in the stream: who came, went, or is called something else now. Reloading forgets them. */
export function addLine(text: string): void {
  const waiting = list.querySelector("[data-waiting]");
  keepPlace(() => list.insertBefore(element("li", { class: "line" }, text), waiting));
}
