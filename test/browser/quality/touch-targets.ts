import type { Page } from "playwright-core";

/** Each control that a finger hits on less than 44 × 44 pixels, asked of the page point by point. */
const SMALL = `(async () => {
  const LEAST = 44;
  // What lies over the page covers parts of what is behind it.
  const top = ["dialog[open]", ".menu[open]", ".people:target"].map((one) => document.querySelector(one)).find(Boolean);
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const isInText = (one) => one.matches(".spoiler > input") || (one.matches("a") &&
    getComputedStyle(one).display === "inline" && one.parentElement.textContent.trim() !== one.textContent.trim());
  // What shows only further up hides when the page has seen the scrolling.
  const frame = () => new Promise(requestAnimationFrame);
  const measure = async (one) => {
    const target = one.matches("[type=checkbox]") ? one.closest("label") : one;
    target.scrollIntoView({ block: "center" });
    await frame();
    await frame();
    if (!target.checkVisibility()) return [];
    const { left, top, width, height } = target.getBoundingClientRect();
    // For screen readers alone: a finger opens these tools by a long press.
    if (width <= 1 && height <= 1 && target.matches(".tools > summary")) return [];
    const [x, y] = [left + width / 2, top + height / 2];
    const hit = document.elementFromPoint(x, y);
    if (!target.contains(hit)) return ["covered"];
    const reach = (dx, dy) => {
      let n = 0;
      while (n < LEAST && target.contains(document.elementFromPoint(x + (n + 1) * dx, y + (n + 1) * dy))) n++;
      return n;
    };
    const size = [reach(-1, 0) + reach(1, 0) + 1, reach(0, -1) + reach(0, 1) + 1];
    return size.some((one) => one < LEAST - 1) ? [size.join(" × ")] : [];
  };
  const shown = [...document.querySelectorAll(controls)]
    .filter((one) => !one.matches(".skip") && one.checkVisibility({ visibilityProperty: true }))
    .filter((one) => (!top || top.contains(one)) && !isInText(one));
  const found = [];
  for (const one of shown) for (const what of await measure(one)) found.push(what + ": " + one.outerHTML.slice(0, 120));
  return found;
})()`;

export const smallTargets = (page: Page): Promise<string[]> => page.evaluate(SMALL);
