import { createElement, createIcon } from "../../base/dom.js";

/** From where on a stroke is one to the side, and not a tap or a scroll. */
const BEGIN_PX = 12;
const THRESHOLD_PX = 56;
const MAX_PX = 80;
/** Where phones go back to the page before. */
const EDGE_PX = 24;
const OTHER_GESTURES = "a, button, summary, label, input, textarea, pre, .gif";

interface Stroke {
  chat: HTMLElement;
  said: HTMLElement;
  x: number;
  y: number;
  hint?: HTMLElement;
  distance: number;
}

/** A message follows the finger towards the end of the line; far enough, and letting go answers it. */
export function startSwipeToReply(list: HTMLElement, onReply: (chat: HTMLElement) => void): void {
  let stroke: Stroke | undefined;
  const end = () => {
    if (stroke?.hint) letGo(stroke);
    stroke = undefined;
  };
  list.addEventListener(
    "touchstart",
    (event) => {
      end();
      stroke = begin(event);
    },
    { passive: true },
  );
  list.addEventListener(
    "touchmove",
    ({ touches }) => {
      if (stroke && (touches.length > 1 || !follow(stroke, touches[0]!))) end();
    },
    { passive: true },
  );
  list.addEventListener("touchend", () => {
    const { chat, distance } = stroke ?? { distance: 0 };
    end();
    if (chat && distance >= THRESHOLD_PX) onReply(chat);
  });
  // The browser scrolls instead.
  list.addEventListener("touchcancel", end);
}

function begin({ touches, target }: TouchEvent): Stroke | undefined {
  const chat = (target as Element).closest<HTMLElement>(".chat[data-seq]:not(.editing)");
  const said = chat?.querySelector<HTMLElement>(":scope > .said");
  const touch = touches[0];
  if (!chat?.querySelector("[data-reply]") || !said || !touch || touches.length > 1) return undefined;
  const isOther = (target as Element).closest(OTHER_GESTURES) || (visualViewport?.scale ?? 1) > 1;
  const isAtEdge = touch.clientX < EDGE_PX || touch.clientX > innerWidth - EDGE_PX;
  if (isOther || isAtEdge) return undefined;
  return { chat, said, x: touch.clientX, y: touch.clientY, distance: 0 };
}

function follow(stroke: Stroke, touch: Touch): boolean {
  const sign = getComputedStyle(stroke.chat).direction === "rtl" ? -1 : 1;
  const across = (touch.clientX - stroke.x) * sign;
  const down = Math.abs(touch.clientY - stroke.y);
  if (!stroke.hint) {
    if (Math.max(Math.abs(across), down) < BEGIN_PX) return true;
    if (across < 2 * down) return false;
    stroke.hint = createElement("span", { class: "swipe-hint" }, createIcon("reply"));
    stroke.chat.append(stroke.hint);
    stroke.chat.classList.add("swiping");
  }
  const wasReady = stroke.distance >= THRESHOLD_PX;
  stroke.distance = Math.min(Math.max(across, 0), MAX_PX);
  const isReady = stroke.distance >= THRESHOLD_PX;
  stroke.hint.classList.toggle("ready", isReady);
  if (isReady && !wasReady) navigator.vibrate?.(10);
  // Not by CSS classes, since it follows the finger.
  stroke.said.style.translate = `${stroke.distance * sign}px`;
  return true;
}

function letGo({ chat, said, hint }: Stroke): void {
  chat.classList.remove("swiping");
  said.style.translate = "";
  hint?.remove();
}
