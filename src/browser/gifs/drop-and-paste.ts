import { createElement, createIcon, getElement } from "../base/dom.js";
import { t } from "../base/i18n.js";

const getFiles = (data: DataTransfer | null): File[] => [...(data?.files ?? [])];
const isMaking = (): boolean => document.querySelector("dialog.maker") !== null;
const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;

export function startDropAndPaste(onFiles: (files: File[]) => void): void {
  const target = createElement("div", { class: "drop" }, createIcon("gif"), t("gif.drop"));
  document.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (!target.isConnected && !isMaking()) getElement(".talk").append(target);
  });
  document.addEventListener("dragleave", (event) => {
    // Without a related target the pointer has left the window.
    if (!event.relatedTarget) target.remove();
  });
  document.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    target.remove();
    if (!isMaking()) onFiles(getFiles(event.dataTransfer));
  });
  document.addEventListener("paste", (event) => {
    const files = getFiles(event.clipboardData);
    if (!files.length || isMaking() || isText(event.clipboardData)) return;
    event.preventDefault();
    onFiles(files);
  });
}

/** Spreadsheets and word processors put a picture of the text beside it; a copied file has no HTML, a picture no text. */
function isText(data: DataTransfer | null): boolean {
  const hasBoth = ["text/plain", "text/html"].every((type) => data?.types.includes(type));
  return hasBoth && !isLonePicture(data?.getData("text/html") ?? "");
}

/** As browsers copy a picture of a page, with its address as the text. */
function isLonePicture(html: string): boolean {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  return body.querySelector("img") !== null && !body.textContent?.trim();
}
