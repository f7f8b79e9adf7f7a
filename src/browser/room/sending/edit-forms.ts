import { delegate, findAll, getElement, isComposing } from "../../base/dom.js";
import { clearFieldError } from "../../elements/field-error.js";
import { findChat, readSeq } from "../chats/chat-element.js";
import { focusComposer } from "../mobile-keyboard.js";

const list = getElement("[data-chats]");

export function editLastOwnChat(): void {
  const last = findAll("[data-start-edit]", list).at(-1);
  if (last) startEdit(last);
}

export function startEditForms(): void {
  delegate(list, "click", "[data-start-edit]", startEdit);
  delegate(list, "click", "[data-cancel-edit]", (button) => finishEdit(readSeq(findChat(button))));
  delegate(list, "keydown", ".tools", (tools, event) => {
    if (isComposing(event)) return;
    if (event.key === "Escape" && tools.closest(".editing")) finishEdit(readSeq(findChat(tools)));
    const field = event.target as HTMLElement;
    if (event.key !== "Enter" || event.shiftKey || !field.matches("textarea")) return;
    event.preventDefault();
    field.closest("form")?.requestSubmit();
  });
  // `toggle` does not bubble.
  list.addEventListener("toggle", showTools, { capture: true });
}

function showTools({ target }: Event): void {
  const tools = target as HTMLElement;
  if (tools.matches(".tools[open]")) tools.scrollIntoView({ block: "nearest" });
}

function startEdit(within: HTMLElement): void {
  const chat = within.closest("li")!;
  getElement<HTMLDetailsElement>(".tools", chat).open = true;
  chat.classList.add("editing");
  const field = getElement<HTMLTextAreaElement>("[data-edit] textarea", chat);
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}

export function finishEdit(seq: number): void {
  const chat = document.getElementById(`chat-${seq}`);
  chat?.classList.remove("editing");
  const form = chat?.querySelector<HTMLFormElement>("[data-edit]");
  if (form) clearFieldError(getElement<HTMLTextAreaElement>("textarea", form));
  form?.reset();
  const tools = chat?.querySelector<HTMLDetailsElement>(".tools");
  if (tools) tools.open = false;
  focusComposer();
}
