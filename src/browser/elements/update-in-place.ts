/** Changed by visitors, not by templates. */
const KEPT_ATTRIBUTES = new Set(["open", "data-editing"]);

/** Makes `old` like `fresh` and keeps what stays the same, with its focus, unfolded details and typed text. */
export function updateInPlace(old: Element, fresh: Element): void {
  if (old.isEqualNode(fresh)) return;
  updateAttributes(old, fresh);
  let next = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const same = findSame(next, child);
    if (!same) {
      old.insertBefore(child, next);
      continue;
    }
    while (next && next !== same) next = removeAndGoOn(next);
    next = same.nextSibling;
    if (same instanceof Element) updateInPlace(same, child as Element);
    else if (same.nodeValue !== child.nodeValue) same.nodeValue = child.nodeValue;
  }
  while (next) next = removeAndGoOn(next);
}

function updateAttributes(old: Element, fresh: Element): void {
  for (const name of old.getAttributeNames())
    if (!fresh.hasAttribute(name) && !KEPT_ATTRIBUTES.has(name)) old.removeAttribute(name);
  for (const name of fresh.getAttributeNames()) {
    const value = fresh.getAttribute(name) ?? "";
    if (old.getAttribute(name) !== value && !KEPT_ATTRIBUTES.has(name)) old.setAttribute(name, value);
  }
}

/** Texts are all alike: one further on would make all before it go. */
function findSame(from: ChildNode | null, wanted: ChildNode): ChildNode | undefined {
  for (let node = from; node; node = node.nextSibling) {
    if (identity(node) === identity(wanted)) return node;
    if (!(wanted instanceof Element)) return undefined;
  }
  return undefined;
}

const identity = (node: ChildNode): string =>
  node instanceof Element
    ? `${node.tagName} ${node.id} ${node.getAttribute("action") ?? ""} ${toValue(node)}`
    : node.nodeName;

const toValue = (element: Element): string => (element instanceof HTMLButtonElement ? element.value : "");

function removeAndGoOn(node: ChildNode): ChildNode | null {
  const { nextSibling } = node;
  node.remove();
  return nextSibling;
}
