import { limits } from "../../../shared/limits.js";
import type { ShownQuote } from "../../../shared/render/chat-props.js";
import { findAll, getElement } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { findHeader } from "../chats/chat-element.js";

/** Reads the page, since only the server has the original text. */
export function readQuote(chat: HTMLElement): ShownQuote {
  const { seq, name = "" } = chat.dataset;
  const who = chat.querySelector(":scope > .who") ?? findHeader(chat);
  const hue = Number(who?.querySelector(".name")?.className.match(/\bh(\d+)\b/)?.[1] ?? 0);
  const quote = { seq: Number(seq), name, hue, mine: chat.matches(".mine") };
  const picture = chat.querySelector<HTMLElement>(".said > .gif > a");
  if (!picture) return { ...quote, plain: readPlain(chat) };
  const alt = chat.querySelector(".gif > figcaption")?.textContent;
  const cover = picture.parentElement!.matches(".covered");
  return { ...quote, gif: { still: picture.dataset.still ?? "", cover, ...(alt && { alt }) } };
}

function readPlain(chat: HTMLElement): string {
  const words = getElement(".words", chat).cloneNode(true) as HTMLElement;
  for (const other of findAll(".edited, .unfold", words)) other.remove();
  for (const hidden of findAll(".spoiler", words)) hidden.replaceWith(t("chat.spoiler"));
  return [...words.textContent.trim()].slice(0, limits.quote).join("");
}
