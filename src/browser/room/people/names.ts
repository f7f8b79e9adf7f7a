import { findAll } from "../../base/dom.js";

export function findName(id: string): string | undefined {
  const escaped = CSS.escape(id);
  const row = document.querySelector(`[data-people] [data-member="${escaped}"] .name`);
  return row?.textContent || findAll(`[data-chats] [data-author="${escaped}"]`).at(-1)?.dataset.name;
}
