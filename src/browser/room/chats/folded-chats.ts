import { delegate, getElement } from "../../base/dom.js";
import { keepInPlace } from "./scroll.js";

/** `details` unfolds by itself; this keeps what the visitor looks at where it is. */
export function startFoldedChats(): void {
  delegate(getElement("[data-chats]"), "click", ".unfold > summary", (summary, event) => {
    event.preventDefault();
    const details = summary.parentElement as HTMLDetailsElement;
    // On unfolding one reads on; on folding, the beginning may be thousands of pixels above.
    const anchor = details.open ? summary : (summary.closest(".chat") ?? summary);
    keepInPlace(anchor, () => {
      details.open = !details.open;
    });
  });
}

export function keepUnfolded(old: HTMLElement, updated: HTMLElement): void {
  const details = updated.querySelector<HTMLDetailsElement>(".unfold");
  if (details) details.open = old.querySelector<HTMLDetailsElement>(".unfold")?.open ?? false;
}
