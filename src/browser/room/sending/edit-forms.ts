import { all, isComposing, need, on } from "../../base/dom.js";

const list = need("[data-chats]");

/** ↑ in an empty composer. */
export function editLastOwn(): void {
  const last = all<HTMLDetailsElement>(".mine > .tools", list)
    .reverse()
    .find((tools) => tools.querySelector("[data-edit]"));
  if (!last) return;
  last.open = true;
  // At once, not when `toggle` comes: the next key already belongs to this field.
  focusField(last);
}

/** Opening the tools of an own chat puts the cursor in it; Enter saves, Escape lets it be. */
export function startEditing(): void {
  list.addEventListener(
    "toggle",
    (event) => {
      const tools = event.target as HTMLDetailsElement;
      if (!tools.open) return;
      focusField(tools);
      tools.scrollIntoView({ block: "nearest" });
    },
    // `toggle` does not bubble.
    true,
  );
  on(list, "keydown", ".tools", (tools, event) => {
    if (event.key === "Escape") leave(tools as HTMLDetailsElement);
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

function leave(tools: HTMLDetailsElement): void {
  tools.open = false;
  need("#say").focus();
}
