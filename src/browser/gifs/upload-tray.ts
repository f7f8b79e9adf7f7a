import { getElement } from "../base/dom.js";
import { errorMessage, t } from "../base/i18n.js";
import { onRoomEnded } from "../room/room-ended.js";
import { showToast } from "../room/toast.js";
import { startDropAndPaste } from "./drop-and-paste.js";
import { GifUpload, type TrayPicture, type UploadActions } from "./gif-upload.js";
import { openInMaker } from "./open-in-maker.js";
import { askBeforeLeaving } from "./tray/ask-before-leaving.js";
import type { KeptUpload } from "./tray/kept-upload.js";
import type { ShelfPicture } from "./tray/shelf-picture.js";
import { TrayKeeper } from "./tray/tray-keeper.js";
import { TrayView } from "./tray/tray-view.js";
import { UploadQueue } from "./tray/upload-queue.js";

const MAX_PICTURES = 10;

interface TrayOptions {
  isReadOnly: () => boolean;
  isWhispering: () => boolean;
  sendAll: () => void;
  onSent: () => void;
  maySend: () => boolean;
  isConnected: () => boolean;
  getWaitMs: () => number;
  onRefused: UploadActions["refused"];
  /** Resolves when the text that was sent before is stored. */
  flushText: () => Promise<void>;
  takeReply: () => number | undefined;
}

let options: TrayOptions;
let keeper: TrayKeeper;
let lastSorted = Promise.resolve();
let isMovable = false;
const queue = new UploadQueue({
  onChanged: () => update(),
  onSent: () => options.onSent(),
  getWaitMs: () => options.getWaitMs(),
});
const view = new TrayView(queue);

export function startUploadTray(trayOptions: TrayOptions): void {
  options = trayOptions;
  const input = getElement<HTMLInputElement>("#gif");
  input.multiple = true;
  input.accept += ",video/*";
  input.addEventListener("change", () => {
    add([...(input.files ?? [])]);
    input.value = "";
  });
  startDropAndPaste(add);
  keeper = new TrayKeeper({
    getUploads: async () => {
      await lastSorted;
      return Promise.all(queue.uploads.map((upload) => upload.toKept()));
    },
    onRestored: restore,
    onSaved: updateQuestion,
  });
  onRoomEnded(() => {
    queue.clear();
    update();
  });
}

export const hasPictures = (): boolean => queue.sendable.length > 0;

/** False if nothing can be added now, which has been said then. */
export function add(files: File[], max = MAX_PICTURES): boolean {
  if (!mayAdd()) return false;
  const room = Math.max(0, max - queue.uploads.length);
  const added = files.slice(0, room).map((gif) => createUpload({ fields: { gif }, name: gif.name }));
  queue.add(...added);
  update({ isNew: true });
  startMovingOnce();
  const refused = files.length > room ? [t("tray.full", { max: MAX_PICTURES })] : [];
  lastSorted = lastSorted.then(() => sort(added, refused));
  if (matchMedia("(pointer: fine)").matches && !view.parcels.contains(document.activeElement))
    getElement("#say").focus();
  added.at(-1)?.parcel.element.scrollIntoView({ block: "nearest" });
  return true;
}

/** Has room beyond the most, since making it took time. */
export const addMade = (made: File): boolean => add([made], Infinity);

/** Sends it at once, behind what is on its way. False if nothing may be sent now, which has been said then. */
export function sendFromShelf(picture: ShelfPicture): boolean {
  if (!mayAdd() || !options.maySend()) return false;
  const upload = createUpload({ ...picture, isFixed: true });
  view.refusedFiles?.clear();
  upload.isWanted = true;
  upload.replyTo = options.takeReply();
  queue.add(upload);
  update({ isNew: true });
  upload.parcel.element.scrollIntoView({ block: "nearest" });
  void options.flushText().then(() => queue.sendWanted());
  return true;
}

export async function sendPictures(): Promise<void> {
  view.showProblems([]);
  if (!hasPictures()) return;
  if (options.isWhispering()) return showToast(t("gif.whispering"));
  const [first] = queue.want();
  if (first) first.replyTo ??= options.takeReply();
  await options.flushText();
  await queue.sendWanted();
}

/** After each connection. */
export function sendAgain(): void {
  queue.wantOffline();
  if (!options.isWhispering()) void queue.sendWanted();
}

function mayAdd(): boolean {
  if (getElement("[data-composer]").hidden) return false;
  if (options.isReadOnly()) return refuse(errorMessage("READ_ONLY"));
  return !options.isWhispering() || refuse(t("gif.whispering"));
}

function refuse(reason: string): false {
  showToast(reason);
  return false;
}

function createUpload(picture: TrayPicture): GifUpload {
  return new GifUpload(picture, {
    send: options.sendAll,
    changed: () => update(),
    refused: options.onRefused,
    isConnected: options.isConnected,
    retry: (upload) => {
      if (options.isWhispering()) return showToast(t("gif.whispering"));
      upload.isWanted = true;
      void queue.sendWanted();
    },
    discard: (upload) => {
      queue.remove(upload);
      if (!queue.uploads.length) view.refusedFiles?.clear();
      update();
    },
  });
}

function restore(uploads: KeptUpload[]): void {
  queue.add(...uploads.map(createUpload));
  update();
  startMovingOnce();
  if (queue.wasConnected) sendAgain();
}

function startMovingOnce(): void {
  if (isMovable) return;
  isMovable = true;
  import("./tray/move-parcels.js").then(
    ({ startMoving }) =>
      startMoving(view.parcels, (elements) => {
        queue.order(elements);
        update();
      }),
    // Without a connection they stay in the order in which they were added.
    () => {
      isMovable = false;
    },
  );
}

/** Takes out what is no picture: says why, or opens it in the maker. */
async function sort(added: GifUpload[], refused: string[]): Promise<void> {
  const loaded = await import("./tray/sort-files.js").catch(() => undefined);
  if (!loaded) return refused[0] ? showToast(refused[0]) : undefined;
  view.refusedFiles ??= new loaded.RefusedFiles(() => view.onProblemsClosed());
  const { out, problems, videos } = await loaded.sortFiles(added);
  for (const upload of out) queue.remove(upload);
  update();
  view.showProblems([...refused, ...problems]);
  void makeGifs(videos);
}

async function makeGifs(videos: File[]): Promise<void> {
  for (const video of videos) {
    try {
      await openInMaker(video, addMade);
    } catch {
      view.showProblems([t("picture.video", { file: video.name })]);
    }
  }
}

function update({ isNew = false } = {}): void {
  view.keepFocus(() => view.update());
  void keeper.save({ isNew });
  updateQuestion();
}

function updateQuestion(): void {
  askBeforeLeaving(queue.isSending || (queue.uploads.length > 0 && !keeper.isKept));
}
