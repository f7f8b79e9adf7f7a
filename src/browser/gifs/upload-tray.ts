import { element, need } from "../base/dom.js";
import { t } from "../base/i18n.js";
import { place } from "../room/page-data.js";
import { notice } from "../room/toast.js";
import { startCatching } from "./drop-and-paste.js";
import { Parcel } from "./gif-upload.js";

const tray = need("[data-tray]");
const parcels: Parcel[] = [];
const sendAll = element("button", { class: "button primary", type: "button" });

/** Whether what is written now is for one person alone. */
let isWhisper: () => boolean;
let said: () => void;

/** GIFs that were chosen, dropped or pasted, waiting here for a word about them and for the word to go. */
export function startTray(whispering: () => boolean, sent: () => void): void {
  isWhisper = whispering;
  said = sent;
  const input = need<HTMLInputElement>("#gif");
  input.multiple = true;
  need("[data-add-gif] > summary").addEventListener("click", (event) => {
    event.preventDefault();
    input.click();
  });
  input.addEventListener("change", () => {
    add([...(input.files ?? [])]);
    input.value = "";
  });
  startCatching(add);
  sendAll.addEventListener("click", send);
}

function add(files: File[]): void {
  if (isWhisper()) return notice(t("gif.whispering"));
  for (const file of files) {
    if (file.type !== "image/gif") notice(t("gif.notGif", { file: file.name }));
    else if (file.size > place.maxGifBytes) notice(t("gif.tooBig", { file: file.name, max: megabytes() }));
    else parcels.push(new Parcel(file, send, remove));
  }
  show();
  parcels.at(-1)?.focus();
}

const megabytes = (): string => `${Math.floor((place.maxGifBytes / 1024 / 1024) * 10) / 10} MB`;

/** One after the other, so that they come in the order in which they were chosen. */
async function send(): Promise<void> {
  if (sendAll.disabled) return;
  if (isWhisper()) return notice(t("gif.whispering"));
  sendAll.disabled = true;
  for (const parcel of [...parcels]) {
    if (!(await parcel.send())) continue;
    remove(parcel);
    said();
  }
  sendAll.disabled = false;
}

/** A file cannot be kept for the page that comes after this one, as words are. */
const askBeforeLeaving = (event: BeforeUnloadEvent): void => {
  if (!need("[data-composer]").hidden) event.preventDefault();
};

function remove(parcel: Parcel): void {
  const at = parcels.indexOf(parcel);
  if (at >= 0) parcels.splice(at, 1);
  parcel.element.remove();
  show();
  if (parcels.length === 0) need("#say").focus();
}

function show(): void {
  tray.classList.toggle("tray", parcels.length > 0);
  sendAll.textContent = t("gif.send", { count: parcels.length });
  for (const parcel of parcels) if (!parcel.element.isConnected) tray.append(parcel.element);
  if (parcels.length) tray.append(sendAll);
  else sendAll.remove();
  // Only now and then: a page that always listens cannot be kept for going back to.
  if (parcels.length) addEventListener("beforeunload", askBeforeLeaving);
  else removeEventListener("beforeunload", askBeforeLeaving);
}
