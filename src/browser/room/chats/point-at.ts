const POINTED_MS = 2000;

/** Shows the visitor which message is meant, and puts the focus there for those who cannot see it. */
export function pointAt(chat: HTMLElement): void {
  chat.scrollIntoView({ block: "center" });
  chat.tabIndex = -1;
  chat.focus({ preventScroll: true });
  chat.classList.add("pointed");
  setTimeout(() => chat.classList.remove("pointed"), POINTED_MS);
}
