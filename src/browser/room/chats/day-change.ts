import { serverNow } from "../../base/server-clock.js";
import { showDays } from "./days.js";
import { keepScrollPosition } from "./scroll.js";

const MAX_TIMER_MS = 3_600_000;

let timer: ReturnType<typeof setTimeout> | undefined;

/** Also at midnight, and when the visitor comes back to a page whose timers the system held back. */
export function startDays(): void {
  updateDays();
  document.addEventListener("visibilitychange", updateDays);
}

export function updateDays(): void {
  keepScrollPosition(showDays);
  clearTimeout(timer);
  const now = new Date(serverNow());
  const midnight = new Date(now).setHours(24, 0, 0, 0);
  // A phone that slept wakes up with the rest of its timers, hence not too long ones.
  timer = setTimeout(updateDays, Math.min(midnight - now.getTime(), MAX_TIMER_MS));
}
