import { createElement } from "../../base/dom.js";
import { formatMoment } from "../../base/timestamps.js";
import { findHeader } from "../../room/chats/chat-element.js";

const MAX_ENLARGED_SIDE = 640;
const MAX_SCALE = 8;
const PIXEL_ART_SIDE = 64;

export function setSize(image: HTMLImageElement, width: number, height: number): void {
  const side = Math.max(width, height, 1);
  const scale = Math.min(MAX_SCALE, Math.max(1, MAX_ENLARGED_SIDE / side));
  image.style.setProperty("--width", `${width * scale}px`);
  image.style.setProperty("--height", `${height * scale}px`);
  image.classList.toggle("pixels", side <= PIXEL_ART_SIDE);
}

export function createSender(chat: HTMLElement): Node[] {
  const header = chat.querySelector(":scope > .who") ?? findHeader(chat);
  const { name = "", at = "" } = chat.dataset;
  const shown = ["chip", "name"].flatMap((part) => header?.querySelector(`.${part}`)?.cloneNode(true) ?? []);
  const moment = createElement("time", { datetime: at, class: "soft small" }, formatMoment(at));
  return [...(shown.length ? shown : [createElement("span", { class: "name" }, name)]), moment];
}
