import { delegate } from "../../base/dom.js";
import { errorMessage } from "../../base/i18n.js";
import { closeMenu } from "../../base/menus.js";
import type { SendRequest } from "../socket.js";
import { showToast } from "../toast.js";

export function startRoomEndForms(
  sendRequest: SendRequest,
  onExtended: (expiresAt: string | null) => void,
): void {
  delegate(document, "submit", "[data-extend]", async (form, event) => {
    event.preventDefault();
    const answer = await sendRequest("extend", {});
    if (!answer.ok) return showToast(errorMessage(answer.error.code));
    onExtended(answer.data.expiresAt);
    const menu = form.closest<HTMLDetailsElement>("details.menu");
    if (menu) closeMenu(menu);
  });
  delegate(document, "submit", "[data-open-next]", async (form, event) => {
    event.preventDefault();
    const answer = await sendRequest("next", {});
    if (answer.ok) return;
    // The page that answers a form has the puzzle, and leads to the room.
    if (answer.error.code === "PROOF_REQUIRED") (form as HTMLFormElement).submit();
    else showToast(errorMessage(answer.error.code));
  });
}
