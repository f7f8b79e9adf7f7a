import { delegate } from "../../base/dom.js";

const PRESS_MS = 500;
const MAX_MOVE_PX = 10;
const OWN_PRESS = "a:not(.gif a), .gif-toggle, summary, textarea, .link";

/** For fingers: a mouse has the button at each message, and what it rests on. */
export function onLongPress(root: HTMLElement, selector: string, act: (target: HTMLElement) => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let start = { x: 0, y: 0 };
  let hasActed = false;
  const cancel = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const begin = () => {
    hasActed = false;
    cancel();
  };
  root.addEventListener("pointerdown", begin, { capture: true });
  delegate(root, "pointerdown", selector, (target, event) => {
    if (event.pointerType === "mouse" || !event.isPrimary) return;
    if ((event.target as Element).closest(OWN_PRESS)) return;
    start = { x: event.clientX, y: event.clientY };
    timer = setTimeout(() => {
      timer = undefined;
      hasActed = true;
      act(target);
    }, PRESS_MS);
  });
  root.addEventListener("pointermove", ({ clientX, clientY }) => {
    if (timer && Math.hypot(clientX - start.x, clientY - start.y) > MAX_MOVE_PX) cancel();
  });
  for (const event of ["pointerup", "pointercancel"]) root.addEventListener(event, cancel);
  // The system's own menu would come at the same moment.
  root.addEventListener("contextmenu", (event) => {
    if (timer || hasActed) event.preventDefault();
  });
  // The finger that is lifted after it presses nothing.
  root.addEventListener(
    "click",
    (event) => {
      if (!hasActed) return;
      hasActed = false;
      event.preventDefault();
      event.stopPropagation();
    },
    { capture: true },
  );
}
