import { limits } from "../../../shared/limits.js";
import type { ShownQuote } from "../../../shared/render/chat-props.js";
import { HIDDEN } from "../../../shared/render/text/plain-text.js";
import { findAll, getElement } from "../../base/dom.js";
import { findHeader } from "../chats/chat-element.js";

export const unknownQuote = (seq: number): ShownQuote => ({ seq, name: "", hue: 0, plain: "…" });

export function findQuote(seq: number): ShownQuote | undefined {
  const chat = document.getElementById(`chat-${seq}`);
  if (!chat) return undefined;
  return chat.querySelector(".removed") ? { seq, removed: true } : readQuote(chat);
}

/** As the page shows it; the server has the whole of it. */
export function readQuote(chat: HTMLElement): ShownQuote {
  const { seq, name = "" } = chat.dataset;
  const who = chat.querySelector(":scope > .who") ?? findHeader(chat);
  const hue = Number(who?.querySelector(".name")?.className.match(/\bh(\d+)\b/)?.[1] ?? 0);
  const quote = { seq: Number(seq), name, hue, mine: chat.matches(".mine") };
  const picture = chat.querySelector<HTMLElement>(".said > .gif > a");
  if (!picture) return { ...quote, plain: readPlain(chat) };
  const { alt } = getElement<HTMLImageElement>("img", picture);
  const cover = picture.parentElement!.matches(".covered");
  return { ...quote, gif: { still: picture.dataset.still ?? "", cover, alt } };
}

function readPlain(chat: HTMLElement): string {
  const words = getElement(".words", chat).cloneNode(true) as HTMLElement;
  for (const other of findAll(".edited, .unfold", words)) other.remove();
  for (const hidden of findAll(".spoiler", words)) hidden.replaceWith(HIDDEN);
  return [...words.textContent.trim()].slice(0, limits.quote).join("");
}
