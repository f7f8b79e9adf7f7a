import { limits } from "../../../shared/limits.js";
import { getElement, isComposing } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { tabStorage } from "../../base/safe-storage.js";
import { showFieldError } from "../../elements/field-error.js";
import { pageData } from "../page-data.js";

const KEY = `draft:${pageData.room}:${pageData.me.id}`;
const field = getElement<HTMLTextAreaElement>("#say");
const form = getElement<HTMLFormElement>(".say");

interface ComposerOptions {
  onSend: (text: string) => void;
  onTyping: () => void;
  editLastChat: () => void;
  /** A whisper is not saved: restored as a draft, it could be sent to everyone. */
  isForEveryone: () => boolean;
  maySend: () => boolean;
  hasPictures: () => boolean;
  sendPictures: () => void;
}

export const submitComposer = (): void => form.requestSubmit();

export function startComposer(options: ComposerOptions): void {
  const onTextChanged = () => {
    if (options.isForEveryone()) tabStorage.write(KEY, field.value || null);
    fitHeight();
  };
  field.value ||= tabStorage.read(KEY) ?? "";
  fitHeight();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!(text || options.hasPictures()) || !options.maySend()) return;
    const length = [...text].length;
    if (length > limits.chat) return showFieldError(field, t("chat.tooLong", { length, most: limits.chat }));
    if (text) {
      field.value = "";
      onTextChanged();
      options.onSend(text);
    }
    options.sendPictures();
  });
  field.addEventListener("input", (event) => {
    onTextChanged();
    // A draft that comes back is not typed.
    if (event.isTrusted && field.value.trim()) options.onTyping();
  });
  field.addEventListener("keydown", (event) => onKeyDown(event, options));
  if (matchMedia("(pointer: fine)").matches && !location.hash) field.focus({ preventScroll: true });
}

function onKeyDown(event: KeyboardEvent, { editLastChat }: ComposerOptions): void {
  if (isComposing(event)) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "ArrowUp" && !field.value && !field.readOnly) {
    event.preventDefault();
    editLastChat();
  }
}

/** For browsers without `field-sizing`; the stylesheet limits the height to six lines. */
function fitHeight(): void {
  if (CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}
