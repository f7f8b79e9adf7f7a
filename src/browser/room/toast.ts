import { element, icon, need } from "../base/dom.js";

const SHOWN_FOR = 6000;

/** Something that did not work, or did, said beside the composer and gone by itself. */
export function notice(text: string, kind: "warn" | "check" = "warn"): void {
  const place = need("[data-notices]");
  const line = element("p", { class: "notice" }, icon(kind, "tiny"), element("span", {}, text));
  place.replaceChildren(line);
  setTimeout(() => line.remove(), SHOWN_FOR);
}
