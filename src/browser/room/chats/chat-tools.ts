import { findAll } from "../../base/dom.js";
import { renderTemplate } from "../../base/templates.js";
import { pageData } from "../page-data.js";

export function offerRemoval(): void {
  for (const element of findAll("[data-chats] > .chat[data-seq]:not(.mine)")) {
    const tools = element.querySelector(":scope > .tools");
    if (!pageData.isModerator) tools?.remove();
    else if (!tools && !element.querySelector(".removed")) element.append(renderTools(element));
  }
}

const renderTools = ({ dataset }: HTMLElement): HTMLElement =>
  renderTemplate("partials/chat-tools.njk", { chat: { room: pageData.room, seq: dataset.seq } });
