import { findAll } from "../../base/dom.js";
import { pageData } from "../page-data.js";

export function showToolsOfRole(): void {
  const isFor: Record<string, boolean> = {
    opener: pageData.me.id === pageData.roles.opener,
    host: pageData.isHost,
    moderator: pageData.isModerator,
  };
  for (const element of findAll("[data-for]")) element.hidden = !isFor[element.dataset.for ?? ""];
}
