import type { Page } from "playwright-core";

/** Letters of East Asia are as wide as high; a machine without a font for them draws narrower boxes. */
const WIDEN = `(() => {
  const probe = document.createElement("canvas").getContext("2d");
  probe.font = "100px system-ui";
  const missing = Math.max(0, 0.92 - probe.measureText("한").width / 100);
  const WIDE = /[가-힣\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}]/u;
  const isWide = (one) =>
    [...one.childNodes].some((node) => node.nodeType === 3 && WIDE.test(node.data)) || WIDE.test(one.placeholder);
  for (const one of missing ? document.body.querySelectorAll("*") : [])
    if (one instanceof HTMLElement && isWide(one)) one.style.letterSpacing = missing + "em";
})()`;

/** Texts that reach beyond the page, their own box, or one that cuts off what is outside. */
const FIND_CUT = `(() => {
  const found = new Set();
  // A phone makes \`innerWidth\` as wide as what does not fit.
  const width = document.documentElement.clientWidth;
  const isInline = (one) => getComputedStyle(one).display === "inline";
  const visible = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const cutBy = (node, rect) => {
    let isOwn = true;
    // A space at the end of a line hangs out where spaces are kept.
    const slack = getComputedStyle(node.parentElement).whiteSpaceCollapse === "preserve" ? 8 : 1;
    for (let box = node.parentElement; box; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (style.clipPath !== "none" || style.textOverflow === "ellipsis" && style.overflowX !== "visible") return;
      if (style.webkitLineClamp !== "none" || box.matches(".folded")) return;
      if (isInline(box)) continue;
      const outer = box.getBoundingClientRect();
      const scrolls = (overflow) => overflow === "auto" || overflow === "scroll";
      if ((isOwn || style.overflowX !== "visible") && (rect.left < outer.left - slack || rect.right > outer.right + slack))
        return scrolls(style.overflowX) && box.scrollWidth > box.clientWidth ? undefined : box;
      if (/hidden|clip/.test(style.overflowY) && box !== document.body && (rect.top < outer.top - 4 || rect.bottom > outer.bottom + 4))
        return box;
      if (scrolls(style.overflowY) && (rect.bottom > outer.bottom || rect.top < outer.top)) return;
      isOwn = false;
    }
    if (rect.left < -1 || rect.right > width + 1) return document.documentElement;
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    if (!node.data.trim() || !visible(node.parentElement) || node.parentElement.closest("noscript, option, textarea")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      const box = rect.width > 1 && cutBy(node, rect);
      if (box) found.add(node.data.trim() + " <" + box.tagName.toLowerCase() + "." + box.className + ">");
    }
  }
  const scrollsWithin = (outer, one) => one && one !== outer && (getComputedStyle(one).overflowX === "auto" || scrollsWithin(outer, one.parentElement));
  for (const one of document.querySelectorAll("button, .button, input, select, textarea")) {
    const box = one.closest(".box, .panel, dialog");
    const [inner, outer] = [one, box].map((box) => box?.getBoundingClientRect());
    if (visible(one) && outer && !scrollsWithin(box, one.parentElement) && inner.width > 1 && (inner.left < outer.left || inner.right > outer.right))
      found.add("reaches out of its box: " + (one.innerText || one.name));
  }
  const pen = document.createElement("canvas").getContext("2d");
  for (const field of document.querySelectorAll("input[placeholder], select")) {
    const style = getComputedStyle(field);
    const text = field.placeholder ?? field.selectedOptions[0].text;
    if (!visible(field) || style.textOverflow === "ellipsis") continue;
    pen.font = style.font;
    pen.letterSpacing = style.letterSpacing === "normal" ? "0px" : style.letterSpacing;
    const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    if (pen.measureText(text).width > room + 1) found.add(text + " <" + field.tagName.toLowerCase() + ">");
  }
  const sideways = document.documentElement.scrollWidth - width;
  return [...found, ...(sideways > 0 ? ["scrolls sideways by " + sideways] : [])];
})()`;

export async function findCut(page: Page): Promise<string[]> {
  await page.evaluate(WIDEN);
  return page.evaluate(FIND_CUT);
}
