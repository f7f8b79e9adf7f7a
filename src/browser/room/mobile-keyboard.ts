import { getElement } from "../base/dom.js";

/** Some phones show the keyboard over the page without resizing it; then this shrinks the page itself. */
export function keepComposerAboveKeyboard(): void {
  const viewport = window.visualViewport;
  viewport?.addEventListener("resize", () => {
    const isCovered = viewport.scale === 1 && viewport.height < document.documentElement.clientHeight;
    document.body.style.height = isCovered ? `${viewport.height}px` : "";
  });
}

/** On a touch screen the composer's focus would raise the keyboard, which nobody asked for. */
export function focusComposer(): void {
  const isTouch = matchMedia("(pointer: coarse)").matches;
  getElement(isTouch ? "#stream" : "#say").focus({ preventScroll: true });
}
