import { createElement, getElement } from "../base/dom.js";
import { errorMessage, t } from "../base/i18n.js";
import { focusComposer } from "../room/mobile-keyboard.js";
import { pageData } from "../room/page-data.js";
import { showToast, showToasts } from "../room/toast.js";
import { startDropAndPaste } from "./drop-and-paste.js";
import { GifUpload } from "./gif-upload.js";

const tray = getElement("[data-tray]");
const uploads: GifUpload[] = [];
const parcels = createElement("div", { class: "parcels" });
const field = getElement<HTMLTextAreaElement>("#say");
const sendButton = getElement(".say button");
let isSending = false;

interface TrayOptions {
  isReadOnly: () => boolean;
  isWhispering: () => boolean;
  sendAll: () => void;
  onSent: () => void;
}

let options: TrayOptions;

export function startUploadTray(trayOptions: TrayOptions): void {
  options = trayOptions;
  const input = getElement<HTMLInputElement>("#gif");
  input.multiple = true;
  getElement("[data-add-gif] > summary").addEventListener("click", (event) => {
    event.preventDefault();
    input.click();
  });
  input.addEventListener("change", () => {
    add([...(input.files ?? [])]);
    input.value = "";
  });
  startDropAndPaste(add);
}

function add(files: File[]): void {
  if (getElement("[data-composer]").hidden) return;
  if (options.isReadOnly()) return showToast(errorMessage("READ_ONLY"));
  if (options.isWhispering()) return showToast(t("gif.whispering"));
  const problems: string[] = [];
  for (const file of files) {
    const problem = findProblem(file);
    if (problem) problems.push(problem);
    else uploads.push(new GifUpload(file, { send: options.sendAll, retry: sendPictures, discard: remove }));
  }
  if (problems.length) showToasts(problems);
  updateTray();
  // On a touch screen this would raise the keyboard over what was just chosen.
  if (matchMedia("(pointer: fine)").matches) uploads.at(-1)?.focus();
}

function findProblem({ name, type, size }: File): string | undefined {
  if (type !== "image/gif") return t("gif.notGif", { file: name });
  if (size <= pageData.maxGifBytes) return undefined;
  const megabytes = Math.floor((pageData.maxGifBytes / 1024 / 1024) * 10) / 10;
  return t("gif.tooBig", { file: name, max: megabytes });
}

const isSendable = ({ isRefused }: GifUpload): boolean => !isRefused;

export const hasPictures = (): boolean => uploads.some(isSendable);

/** One at a time, which keeps their order. */
export async function sendPictures(): Promise<void> {
  if (isSending || !hasPictures()) return;
  if (options.isWhispering()) return showToast(t("gif.whispering"));
  isSending = true;
  for (const upload of uploads.filter(isSendable)) {
    if (!(await upload.send())) continue;
    remove(upload);
    options.onSent();
  }
  isSending = false;
  updateTray();
}

function remove(upload: GifUpload): void {
  const index = uploads.indexOf(upload);
  if (index >= 0) uploads.splice(index, 1);
  upload.element.remove();
  updateTray();
  if (!hasPictures()) focusComposer();
}

function updateTray(): void {
  tray.classList.toggle("tray", uploads.length > 0);
  field.required = !hasPictures();
  const count = uploads.filter(isSendable).length;
  sendButton.setAttribute("aria-label", count ? t("gif.send", { count }) : t("chat.send"));
  for (const { element } of uploads) if (element.parentElement !== parcels) parcels.append(element);
  // Not again while they are there, which would take the focus from them.
  if (!uploads.length) parcels.remove();
  else if (!parcels.isConnected) tray.append(parcels);
  // Only while needed: a page with this listener is excluded from the back/forward cache.
  if (uploads.length) addEventListener("beforeunload", confirmLeaving);
  else removeEventListener("beforeunload", confirmLeaving);
}

/** Unlike text, files cannot be stored for the next page. */
function confirmLeaving(event: BeforeUnloadEvent): void {
  if (!getElement("[data-composer]").hidden) event.preventDefault();
}
