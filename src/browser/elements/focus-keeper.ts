const MAX_REMEMBERED = 8;
const FOCUSABLE =
  "a[href], button:enabled, input:enabled, textarea:enabled, select:enabled, summary, [tabindex]";
const HEIRS = "li[id], main";

/** The elements that had the focus last, newest first, each followed by its ancestors. */
let trail: Element[][] = [];

/**
 * Browsers send the focus to the page's start when its element is removed or hidden. This gives it to what is left
 * around the element, or else to what had it before.
 */
export function startFocusKeeper(): void {
  document.addEventListener("focusin", ({ target }) => {
    trail = [withAncestors(target as Element), ...trail].slice(0, MAX_REMEMBERED);
  });
  // A press on nothing gives up the focus on purpose.
  document.addEventListener("pointerup", () => {
    if (document.activeElement === document.body) trail = [];
  });
  new MutationObserver((changes) => {
    if (isLost(changes)) moveToHeir();
  }).observe(document.body, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["hidden", "open"],
  });
}

function isLost(changes: MutationRecord[]): boolean {
  // Looking at the layout only when something around was hidden: messages come often.
  const isHidden = (element: Element) =>
    changes.some(({ type, target }) => type === "attributes" && target.contains(element)) &&
    !element.checkVisibility();
  const active = document.activeElement;
  if (active && active !== document.body) return isHidden(active);
  const last = trail[0]?.[0];
  return last !== undefined && (!last.isConnected || isHidden(last));
}

function moveToHeir(): void {
  for (const element of trail.flat()) {
    const heir = findHeir(element);
    if (!heir) continue;
    heir.focus({ preventScroll: true });
    if (document.activeElement === heir) return;
  }
  trail = [];
}

function findHeir(element: Element): HTMLElement | undefined {
  const living = element.isConnected ? element : element.id && document.getElementById(element.id);
  if (!(living instanceof HTMLElement) || !living.checkVisibility()) return undefined;
  if (living instanceof HTMLDetailsElement) return living.querySelector("summary") ?? undefined;
  if (living.matches(HEIRS)) living.tabIndex = -1;
  return living.matches(FOCUSABLE) ? living : undefined;
}

function withAncestors(element: Element): Element[] {
  const chain: Element[] = [];
  for (let one: Element | null = element; one && one !== document.body; one = one.parentElement)
    chain.push(one);
  return chain;
}
