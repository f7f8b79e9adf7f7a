import { createElement, findAll, getElement } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { preferences } from "../../base/safe-storage.js";
import { keepScrollPosition } from "../chats/scroll.js";

const KEY = "muted";
const MAX_MUTED = 500;

/** Kept in this browser alone: nobody else learns of it. */
const muted = new Set<string>(preferences.read(KEY)?.split(" ").filter(Boolean));

export const isMuted = (id: string): boolean => muted.has(id);

export function toggleMute(id: string): void {
  if (!muted.delete(id)) muted.add(id);
  preferences.write(KEY, [...muted].slice(-MAX_MUTED).join(" ") || null);
  keepScrollPosition(() => {
    for (const element of findAll(`[data-chats] [data-author="${CSS.escape(id)}"]`)) foldIfMuted(element);
  });
}

export function foldIfMuted(element: HTMLElement): void {
  const { author = "", name = "" } = element.dataset;
  const isFolded = isMuted(author);
  element.classList.toggle("muted", isFolded);
  element.querySelector(":scope > .fold")?.remove();
  if (!isFolded) return;
  const show = createElement("button", { class: "link", type: "button" }, t("mute.show"));
  const fold = createElement(
    "p",
    { class: "fold" },
    createElement("span", {}, t("mute.from", { name })),
    show,
  );
  show.addEventListener("click", () => {
    element.classList.remove("muted");
    fold.remove();
    getElement("#stream").focus();
  });
  element.append(fold);
}
