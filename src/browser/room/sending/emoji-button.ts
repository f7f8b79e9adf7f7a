import { getElement } from "../../base/dom.js";
import { insertText } from "../../elements/insert-text.js";
import { pickEmoji } from "../pick-emoji.js";

export function startEmojiButton(): void {
  const button = getElement<HTMLButtonElement>("[data-emoji-button]");
  const field = getElement<HTMLTextAreaElement>("#say");
  button.addEventListener("click", async () => {
    const emoji = await pickEmoji(button);
    if (!emoji) return;
    // On a touch screen this would raise the keyboard, which nobody asked for.
    if (matchMedia("(pointer: fine)").matches) field.focus();
    insertText(field, emoji);
  });
}
