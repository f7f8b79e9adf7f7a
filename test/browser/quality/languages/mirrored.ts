import type { Page } from "playwright-core";

/** Where something is across the page, from its left edge. */
export const leftOf = async (page: Page, selector: string): Promise<number> =>
  (await page.locator(selector).first().boundingBox())!.x;

/** Pictures and patterns that are turned around, by themselves or by what they stand in. */
export const TURNED = `[...document.querySelectorAll(".chip, .gif img, .qr")].filter((one) => {
  for (let box = one; box; box = box.parentElement) {
    const style = getComputedStyle(box);
    if (new DOMMatrix(style.transform).a < 0 || style.scale.startsWith("-")) return true;
  }
}).map((one) => one.outerHTML.slice(0, 80))`;

/** Colours, times and counts whose characters do not follow one another from left to right. */
export const SCRAMBLED = `(() => {
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    if (!node.parentElement.checkVisibility() || node.parentElement.closest("noscript, .visually-hidden, textarea")) continue;
    for (const { 0: text, index } of node.data.matchAll(/#[0-9a-f]{6}|[0-9]{1,2}:[0-9]{2}|[0-9]+ \\/ [0-9]+/g)) {
      const places = [...text].map((_, i) => {
        const range = document.createRange();
        range.setStart(node, index + i);
        range.setEnd(node, index + i + 1);
        return range.getBoundingClientRect().left;
      });
      if (places.some((left, i) => i && left < places[i - 1] - 0.5)) found.push(node.data.trim());
    }
  }
  return found;
})()`;
