import { need } from "../base/dom.js";
import { tab } from "../base/storage.js";
import { place } from "./place.js";

const KEY = `draft:${place.room}`;
const field = need<HTMLTextAreaElement>("#say");
const form = need<HTMLFormElement>(".say");

interface Hooks {
  send: (text: string) => void;
  typing: () => void;
  editLast: () => void;
}

export function startComposer({ send, typing, editLast }: Hooks): void {
  field.value ||= tab.read(KEY) ?? "";
  fitHeight();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    remember();
    send(text);
  });
  field.addEventListener("input", () => {
    remember();
    if (field.value.trim()) typing();
  });
  field.addEventListener("keydown", (event) => {
    // While a syllable is being composed, Enter belongs to the input method (229 is how Safari says so).
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "ArrowUp" && !field.value) {
      event.preventDefault();
      editLast();
    }
  });
  if (matchMedia("(pointer: fine)").matches && !location.hash) field.focus({ preventScroll: true });
}

function remember(): void {
  tab.write(KEY, field.value || null);
  fitHeight();
}

/** For browsers without `field-sizing`: grow by hand, to the same six lines that the stylesheet allows. */
function fitHeight(): void {
  if (CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}
