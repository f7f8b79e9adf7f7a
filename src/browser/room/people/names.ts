import { findAll } from "../../base/dom.js";

/** As the page shows it: of a member, or of the author of a message who has left. */
export function findName(id: string): string | undefined {
  const escaped = CSS.escape(id);
  const row = document.querySelector(`[data-people] [data-member="${escaped}"] .name`);
  return row?.textContent || findAll(`[data-chats] [data-author="${escaped}"]`).at(-1)?.dataset.name;
}
