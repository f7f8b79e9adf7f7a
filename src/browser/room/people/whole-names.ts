import { delegate } from "../../base/dom.js";
import { keepScrollPosition } from "../chats/scroll.js";

/** Names and the title are cut at the end of their line; who has no pointer to rest on them taps them. */
export function startWholeNames(): void {
  delegate(document, "click", ".name, .room-bar h1", (name) => {
    const isCut = name.scrollWidth > name.clientWidth;
    if (isCut || name.matches(".whole")) keepScrollPosition(() => name.classList.toggle("whole"));
  });
}
