import { getElement } from "../base/dom.js";

const PICTURE = ":scope > .said > .gif";

/** A change of a message leaves its picture as the visitor sees it: another element would begin to move anew. */
export function keepShownPicture(old: HTMLElement, updated: HTMLElement): void {
  const [before, after] = [old, updated].map((chat) => chat.querySelector<HTMLElement>(PICTURE));
  if (!before || !after) return;
  const [oldLink, newLink] = [getElement("a", before), getElement("a", after)];
  if (oldLink.dataset.gif !== newLink.dataset.gif) return;
  for (const name of ["shown", "broken"]) after.classList.toggle(name, before.classList.contains(name));
  if (before.dataset.choice) after.dataset.choice = before.dataset.choice;
  if (oldLink.dataset.played) newLink.dataset.played = oldLink.dataset.played;
  const [kept, fresh] = [getElement("img", oldLink), getElement("img", newLink)];
  kept.setAttribute("alt", fresh.getAttribute("alt") ?? "");
  fresh.replaceWith(kept);
}
