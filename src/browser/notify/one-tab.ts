import { pageData } from "../room/page-data.js";

const NAME = `spokesman:${pageData.room}`;

let isHeld = false;
let isQueued = false;

/** Of a room's tabs in this browser, the one that was looked at last. */
export const isSpokesman = (): boolean => isHeld || !navigator.locks;

export function startSpokesman(): void {
  if (!navigator.locks) return;
  void hold({ steal: !document.hidden });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !isHeld) void hold({ steal: true });
  });
}

async function hold({ steal }: { steal: boolean }): Promise<void> {
  if (!steal) isQueued = true;
  try {
    await navigator.locks.request(NAME, { steal }, () => {
      isHeld = true;
      if (!steal) isQueued = false;
      return new Promise<never>(() => {});
    });
  } catch (error) {
    if ((error as Error).name !== "AbortError") throw error;
    // Another tab is looked at now. This one is next when that is closed.
    isHeld = false;
    if (!isQueued) void hold({ steal: false });
  }
}
