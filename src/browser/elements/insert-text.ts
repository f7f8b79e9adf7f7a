/** In place of what is between the two positions, so that Ctrl+Z takes it back where the browser can. */
export function insertText(
  field: HTMLTextAreaElement,
  text: string,
  from = field.selectionStart,
  to = field.selectionEnd,
): void {
  if (document.activeElement === field) {
    field.setSelectionRange(from, to);
    // The only way to insert that goes into the field's history of changes.
    if (document.execCommand("insertText", false, text)) return;
  }
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
