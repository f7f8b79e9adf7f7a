import type { Answer, RoomView } from "../../../shared/events.js";
import { delegate } from "../../base/dom.js";
import { errorMessage } from "../../base/i18n.js";
import { closeMenu } from "../../base/menus.js";
import type { SendRequest } from "../socket.js";
import { showToast } from "../toast.js";
import { setEnd } from "./room-end.js";

export function startRoomEndForms(sendRequest: SendRequest): void {
  delegate(document, "submit", "[data-extend]", async (form, event) => {
    event.preventDefault();
    const answer = await sendRequest("extend", {});
    if (!answer.ok) return showToast(errorMessage(answer.error.code));
    setEnd(answer.data.expiresAt);
    const menu = form.closest<HTMLDetailsElement>("details.menu");
    if (menu) closeMenu(menu);
  });
  delegate(document, "submit", "[data-open-next]", async (form, event) => {
    event.preventDefault();
    const answer = await openNext(form as HTMLFormElement, sendRequest);
    if (!answer.ok) showToast(errorMessage(answer.error.code, answer.error));
  });
}

/** The form itself would lead to a page with the puzzle, and the seat that it needs would be given up meanwhile. */
async function openNext(form: HTMLFormElement, sendRequest: SendRequest): Promise<Answer<RoomView>> {
  const answer = await sendRequest("next", {});
  if (answer.ok || answer.error.code !== "PROOF_REQUIRED") return answer;
  const { solveIn, resetForm } = await import("../../proof/proof-form.js");
  const proof = await solveIn(form, answer.error.purpose ?? "room");
  const proven = proof === undefined ? answer : await sendRequest("next", { proof });
  resetForm(form);
  return proven;
}
