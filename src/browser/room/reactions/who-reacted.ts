import { delegate, getElement } from "../../base/dom.js";
import { scroller } from "../chats/scroll.js";
import { onLongPress } from "./long-press.js";

const PILL = ".reaction";
const REST_MS = 300;

let tip: typeof import("./who-tip.js") | undefined;
let pointed: HTMLElement | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

export function startWhoReacted(): void {
  const list = getElement("[data-chats]");
  // Also when what the pointer was on is gone: then it is over something else.
  document.addEventListener("pointerover", ({ target, pointerType }) => {
    const pill = (target as Element).closest<HTMLElement>(PILL);
    if (pill === pointed && pill) return;
    hide();
    if (pill && pointerType === "mouse")
      timer = setTimeout(() => pill.matches(":hover") && void show(pill), REST_MS);
  });
  delegate(list, "focusin", PILL, (pill) => {
    if (pill.matches(":focus-visible")) void show(pill);
  });
  delegate(list, "focusout", PILL, (pill) => pill === pointed && hide());
  delegate(list, "click", PILL, hide);
  scroller.addEventListener("scroll", () => pointed && hide(), { passive: true });
  document.addEventListener("pointerdown", hide);
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") hide();
  });
  onLongPress(list, PILL, (pill) => void show(pill));
}

async function show(pill: HTMLElement): Promise<void> {
  hide();
  pointed = pill;
  tip ??= await import("./who-tip.js");
  if (pointed === pill && pill.isConnected) tip.showTip(pill);
}

function hide(): void {
  clearTimeout(timer);
  pointed = undefined;
  tip?.hideTip();
}
