const MIN_PX = 48;

/** A stroke of one finger to the left goes on, to the right goes back; one that zooms or scrolls does neither. */
export function onSwipe(element: HTMLElement, handle: (direction: -1 | 1) => void): void {
  let start: Touch | undefined;
  element.addEventListener(
    "touchstart",
    ({ touches }) => {
      const isZoomed = (visualViewport?.scale ?? 1) > 1;
      start = touches.length === 1 && !isZoomed ? touches[0] : undefined;
    },
    { passive: true },
  );
  element.addEventListener("touchend", ({ changedTouches }) => {
    const end = changedTouches[0];
    if (!start || !end) return;
    const [x, y] = [end.clientX - start.clientX, end.clientY - start.clientY];
    start = undefined;
    if (Math.abs(x) >= MIN_PX && Math.abs(x) > 2 * Math.abs(y)) handle(x < 0 ? 1 : -1);
  });
}
