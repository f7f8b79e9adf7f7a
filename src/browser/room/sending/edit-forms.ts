import { delegate, findAll, getElement, isComposing } from "../../base/dom.js";

const list = getElement("[data-chats]");

export function editLastOwnChat(): void {
  const last = findAll<HTMLDetailsElement>(".mine > .tools", list)
    .reverse()
    .find((tools) => tools.querySelector("[data-edit]"));
  if (!last) return;
  last.open = true;
  // Before the asynchronous `toggle` event, since the next key already belongs to this field.
  focusField(last);
}

export function startEditForms(): void {
  list.addEventListener(
    "toggle",
    (event) => {
      const tools = event.target as HTMLDetailsElement;
      if (!tools.open || !tools.matches(".tools")) return;
      focusField(tools);
      tools.scrollIntoView({ block: "nearest" });
    },
    // `toggle` does not bubble.
    { capture: true },
  );
  delegate(list, "keydown", ".tools", (tools, event) => {
    if (event.key === "Escape") close(tools as HTMLDetailsElement);
    const field = event.target as HTMLElement;
    if (event.key !== "Enter" || event.shiftKey || isComposing(event) || !field.matches("textarea")) return;
    event.preventDefault();
    field.closest("form")?.requestSubmit();
  });
}

function focusField(tools: HTMLElement): void {
  const field = tools.querySelector<HTMLTextAreaElement>("[data-edit] textarea");
  if (!field || field === document.activeElement) return;
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}

function close(tools: HTMLDetailsElement): void {
  tools.open = false;
  getElement("#say").focus();
}
