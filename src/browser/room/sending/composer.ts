import { limits } from "../../../shared/limits.js";
import { isComposing, need } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { tab } from "../../base/safe-storage.js";
import { place } from "../page-data.js";
import { notice } from "../toast.js";

const KEY = `draft:${place.room}`;
const field = need<HTMLTextAreaElement>("#say");
const form = need<HTMLFormElement>(".say");

interface Hooks {
  send: (text: string) => void;
  typing: () => void;
  editLast: () => void;
  /** Whether what is being written may be kept: a whisper is not, and must not come back as something for all. */
  keeps: () => boolean;
}

export function startComposer({ send, typing, editLast, keeps }: Hooks): void {
  const remember = () => {
    tab.write(KEY, (keeps() && field.value) || null);
    fitHeight();
  };
  field.value ||= tab.read(KEY) ?? "";
  fitHeight();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    const length = [...text].length;
    // Stays in the field, where it can be made shorter.
    if (length > limits.chat) return notice(t("chat.tooLong", { length, most: limits.chat }));
    field.value = "";
    remember();
    send(text);
  });
  field.addEventListener("input", () => {
    remember();
    if (field.value.trim()) typing();
  });
  field.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
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

/** For browsers without `field-sizing`: grow by hand, to the same six lines that the stylesheet allows. */
function fitHeight(): void {
  if (CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}
