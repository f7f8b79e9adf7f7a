import { need } from "../../base/dom.js";

/** Nearer than this, one is reading the newest and wants to stay there. */
const NEAR = 48;

/**
 * The stream is laid out from its end (`column-reverse`), so its `scrollTop` is 0 at the newest chat and negative
 * above, and what is put in at the top moves nothing.
 */
export const scroller = need("#stream");

export const isAtEnd = (): boolean => scroller.scrollTop > -NEAR;

export const distanceToTop = (): number => scroller.scrollHeight - scroller.clientHeight + scroller.scrollTop;

export function toEnd(): void {
  scroller.scrollTop = 0;
}

/** What scrolling, which stops at whole pixels only, left undone last time: it would add up. */
let owed = 0;

/** Changes the stream without moving what is being read. */
export function keepPlace(change: () => void): void {
  if (isAtEnd()) {
    change();
    toEnd();
    owed = 0;
    return;
  }
  const top = scroller.getBoundingClientRect().top;
  const seen = [...need("[data-chats]").children].find((child) => child.getBoundingClientRect().bottom > top);
  const wanted = (seen?.getBoundingClientRect().top ?? 0) - owed;
  change();
  if (!seen?.isConnected) return;
  scroller.scrollTop += seen.getBoundingClientRect().top - wanted;
  owed = seen.getBoundingClientRect().top - wanted;
}
