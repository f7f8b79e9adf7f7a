import { element, icon, need } from "../base/dom.js";
import { t } from "../base/i18n.js";

const filesIn = (data: DataTransfer | null): File[] => [...(data?.files ?? [])];
const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;

/** The whole room is a target for what is dropped, and the whole page for what is pasted. */
export function startCatching(add: (files: File[]) => void): void {
  const target = element("div", { class: "drop" }, icon("gif"), t("gif.drop"));
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    if (!target.isConnected) need(".talk").append(target);
  });
  document.addEventListener("dragleave", (event) => {
    // Left the window, not merely one element for the next.
    if (!event.relatedTarget) target.remove();
  });
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    target.remove();
    add(filesIn(event.dataTransfer));
  });
  document.addEventListener("paste", (event) => {
    const files = filesIn(event.clipboardData);
    if (!files.length) return;
    event.preventDefault();
    add(files);
  });
}
