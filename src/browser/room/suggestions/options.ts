import type { SeatedMember } from "../../../shared/events.js";
import { createElement } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import type { Suggestion } from "./suggestion-list.js";

export const toEmojiSuggestion = (emoji: string, shortName: string): Suggestion => ({
  text: emoji,
  content: [
    createElement("span", { class: "emoji" }, emoji),
    createElement("span", { class: "cut" }, `:${shortName}:`),
  ],
});

export function toMemberSuggestion({ id, name, away }: SeatedMember): Suggestion {
  const chip = document.querySelector(`[data-member="${CSS.escape(id)}"] .chip`)?.cloneNode(true);
  return {
    text: `@${name}`,
    content: [
      ...(chip ? [chip] : []),
      createElement("span", { class: "cut", dir: "auto" }, name),
      ...(away ? [createElement("span", { class: "soft small" }, t("people.away"))] : []),
    ],
  };
}
