import type { RoomView } from "../events.js";
import type { MessageKey } from "../i18n/catalogue.js";

/** The sentence that says whom the link to a room lets in. */
export function toShareRule({
  locked,
  secret,
  listed,
}: Pick<RoomView, "locked" | "secret" | "listed">): MessageKey {
  if (locked) return "share.locked";
  if (secret) return "share.secret";
  return listed ? "share.open" : "share.unlisted";
}
