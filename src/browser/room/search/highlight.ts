import { findHits } from "../../../shared/search/extract.js";

const NAME = "found";

/** Marks what was searched for in the message itself, without a change to its elements. */
export function highlight(seq: number, q: string): void {
  clearHighlight();
  const words = document.querySelector(`#chat-${seq} .words`);
  if (!words || !q || !("highlights" in CSS)) return;
  const ranges = findHits(words.textContent ?? "", q).map((hit) => toRange(words, hit.start, hit.end));
  CSS.highlights.set(NAME, new Highlight(...ranges));
}

export function clearHighlight(): void {
  if ("highlights" in CSS) CSS.highlights.delete(NAME);
}

function toRange(root: Element, start: number, end: number): Range {
  const range = document.createRange();
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let before = 0;
  while (texts.nextNode()) {
    const node = texts.currentNode as Text;
    if (start >= before && start < before + node.length) range.setStart(node, start - before);
    if (end > before && end <= before + node.length) {
      range.setEnd(node, end - before);
      break;
    }
    before += node.length;
  }
  return range;
}
