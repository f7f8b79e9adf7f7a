import type { Hosts } from "../../shared/events.js";
import { findAll } from "../base/dom.js";
import { offerRemoval } from "./chats/chat-tools.js";
import { pageData } from "./page-data.js";

export function setRoles({ hosts, acting }: Hosts): void {
  const isHost = hosts.includes(pageData.me.id);
  const isModerator = isHost || acting === pageData.me.id;
  if (isHost === pageData.isHost && isModerator === pageData.isModerator) return;
  Object.assign(pageData, { isHost, isModerator });
  const isFor: Record<string, boolean> = {
    opener: pageData.me.id === pageData.ownerId,
    host: isHost,
    moderator: isModerator,
  };
  for (const element of findAll("[data-for]")) element.hidden = !isFor[element.dataset.for ?? ""];
  offerRemoval();
}
