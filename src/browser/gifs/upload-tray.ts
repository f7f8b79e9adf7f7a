import { createElement, getElement } from "../base/dom.js";
import { errorMessage, t } from "../base/i18n.js";
import { focusComposer } from "../room/mobile-keyboard.js";
import { pageData } from "../room/page-data.js";
import { showToast } from "../room/toast.js";
import { startDropAndPaste } from "./drop-and-paste.js";
import { GifUpload } from "./gif-upload.js";
import { RefusedFiles } from "./refused-files.js";
import type { ShelfPicture } from "./tray/shelf-picture.js";

export type { ShelfPicture };

const tray = getElement("[data-tray]");
const uploads: GifUpload[] = [];
const parcels = createElement("div", { class: "parcels" });
const field = getElement<HTMLTextAreaElement>("#say");
const sendButton = getElement(".say button");
let isSending = false;
let returns = 0;

const refusedFiles = new RefusedFiles(onDiscarded);

interface TrayOptions {
  isReadOnly: () => boolean;
  isWhispering: () => boolean;
  sendAll: () => void;
  onSent: () => void;
  maySend: () => boolean;
  /** Resolves when the text that was sent before is stored. */
  flushText: () => Promise<void>;
  takeReply: () => number | undefined;
}

let options: TrayOptions;

export function startUploadTray(trayOptions: TrayOptions): void {
  options = trayOptions;
  const input = getElement<HTMLInputElement>("#gif");
  input.multiple = true;
  input.addEventListener("change", () => {
    add([...(input.files ?? [])]);
    input.value = "";
  });
  startDropAndPaste(add);
}

function mayAdd(): boolean {
  if (getElement("[data-composer]").hidden) return false;
  if (options.isReadOnly()) return refuse(errorMessage("READ_ONLY"));
  return !options.isWhispering() || refuse(t("gif.whispering"));
}

const createUpload = (picture: File | ShelfPicture): GifUpload =>
  new GifUpload(picture, { send: options.sendAll, retry, discard: remove });

/** Sends it at once, behind what is on its way. False if nothing may be sent now, which has been said then. */
export function sendFromShelf(picture: ShelfPicture): boolean {
  if (!mayAdd() || !options.maySend()) return false;
  const upload = createUpload(picture);
  uploads.push(upload);
  upload.isWanted = true;
  upload.replyTo = options.takeReply();
  updateTray();
  upload.element.scrollIntoView({ block: "nearest" });
  void options.flushText().then(sendWanted);
  return true;
}

export function add(files: File[]): boolean {
  if (!mayAdd()) return false;
  const problems: string[] = [];
  for (const file of files) {
    const problem = findProblem(file);
    if (problem) problems.push(problem);
    else uploads.push(createUpload(file));
  }
  refusedFiles.show(problems);
  updateTray();
  if (!refusedFiles.isEmpty) parcels.append(refusedFiles.element);
  // On a touch screen this would raise the keyboard over what was just chosen.
  if (matchMedia("(pointer: fine)").matches) uploads.at(-1)?.focus();
  refusedFiles.element.scrollIntoView({ block: "nearest" });
  return true;
}

function refuse(reason: string): false {
  showToast(reason);
  return false;
}

function findProblem({ name, type, size }: File): string | undefined {
  if (type !== "image/gif") return t("gif.notGif", { file: name });
  if (size <= pageData.maxGifBytes) return undefined;
  const megabytes = Math.floor((pageData.maxGifBytes / 1024 / 1024) * 10) / 10;
  return t("gif.tooBig", { file: name, max: megabytes });
}

const isSendable = ({ isRefused }: GifUpload): boolean => !isRefused;

export const hasPictures = (): boolean => uploads.some(isSendable);

/** Not those that are chosen later: the visitor may still be describing them. */
export async function sendPictures(): Promise<void> {
  refusedFiles.clear();
  updateTray();
  if (!hasPictures()) return;
  if (options.isWhispering()) return showToast(t("gif.whispering"));
  const wanted = uploads.filter((upload) => isSendable(upload) && !upload.isSending);
  for (const upload of wanted) upload.isWanted = true;
  if (wanted[0]) wanted[0].replyTo ??= options.takeReply();
  await options.flushText();
  await sendWanted();
}

export function sendAgain(): void {
  returns++;
  if (options.isWhispering()) return;
  for (const upload of uploads) upload.isWanted ||= upload.isOffline;
  void sendWanted();
}

function retry(upload: GifUpload): void {
  if (options.isWhispering()) return showToast(t("gif.whispering"));
  upload.isWanted = true;
  void sendWanted();
}

/** One at a time, which keeps their order. */
async function sendWanted(): Promise<void> {
  if (isSending) return;
  isSending = true;
  const findNext = () => uploads.find(({ isWanted }) => isWanted);
  for (let next = findNext(); next; next = findNext()) {
    const before = returns;
    if (await next.send()) {
      remove(next);
      options.onSent();
    } else next.isWanted ||= next.isOffline && returns > before;
  }
  isSending = false;
  updateTray();
}

function remove(upload: GifUpload): void {
  const index = uploads.indexOf(upload);
  if (index >= 0) uploads.splice(index, 1);
  upload.element.remove();
  onDiscarded();
}

function onDiscarded(): void {
  updateTray();
  if (!hasPictures()) focusComposer();
}

function updateTray(): void {
  const isEmpty = !uploads.length && refusedFiles.isEmpty;
  tray.classList.toggle("tray", !isEmpty);
  field.required = !hasPictures();
  const count = uploads.filter(isSendable).length;
  sendButton.setAttribute("aria-label", count ? t("gif.send", { count }) : t("chat.send"));
  for (const { element } of uploads) if (element.parentElement !== parcels) parcels.append(element);
  // Not again while they are there, which would take the focus from them.
  if (isEmpty) parcels.remove();
  else if (!parcels.isConnected) tray.append(parcels);
  // Only while needed: a page with this listener is excluded from the back/forward cache.
  if (uploads.length) addEventListener("beforeunload", confirmLeaving);
  else removeEventListener("beforeunload", confirmLeaving);
}

/** Unlike text, files cannot be stored for the next page. */
function confirmLeaving(event: BeforeUnloadEvent): void {
  if (!getElement("[data-composer]").hidden) event.preventDefault();
}
