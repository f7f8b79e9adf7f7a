const MARGIN = 8;

/** The stylesheet uses these distances where there is room for a popover, and else puts it at the bottom. */
export function placeNear(popover: HTMLElement, anchor: HTMLElement): void {
  const { top, bottom, left, right } = anchor.getBoundingClientRect();
  const { width, height } = popover.getBoundingClientRect();
  const isRtl = getComputedStyle(popover).direction === "rtl";
  const start = isRtl ? innerWidth - right : left;
  const above = top - MARGIN - height;
  const block = above >= MARGIN ? above : bottom + MARGIN;
  set(popover, "--x", limit(start, innerWidth - width));
  set(popover, "--y", limit(block, innerHeight - height));
}

/** Some phones show the keyboard over the page without resizing it. */
export function keepAboveKeyboard(popover: HTMLElement): void {
  const viewport = window.visualViewport;
  if (viewport?.scale === 1)
    set(popover, "--below", Math.max(0, innerHeight - viewport.height - viewport.offsetTop));
}

const limit = (distance: number, most: number): number => Math.max(MARGIN, Math.min(distance, most - MARGIN));

const set = (element: HTMLElement, name: string, px: number): void =>
  element.style.setProperty(name, `${Math.round(px)}px`);
