import type { Chat } from "../../shared/events.js";
import { pageData } from "../room/page-data.js";

export function concernsMe({ mentions, replyTo }: Chat): boolean {
  if (mentions?.includes(pageData.me.id)) return true;
  if (!replyTo || "removed" in replyTo) return false;
  const original = document.querySelector(`[data-chats] > [data-seq="${replyTo.seq}"]`);
  // A quote has no id. Colours are rarely equal, and only an original far up is not on the page.
  return original ? original.matches(".mine") : replyTo.user === pageData.me.color;
}
