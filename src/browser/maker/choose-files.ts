import { createElement } from "../base/dom.js";

const accepted = { video: "video/*", pictures: "image/*" };

export function chooseFiles(kind: keyof typeof accepted, onFiles: (files: File[]) => void): void {
  const input = createElement("input", {
    type: "file",
    accept: accepted[kind],
    multiple: kind === "pictures",
  });
  input.addEventListener("change", () => onFiles([...(input.files ?? [])]));
  input.click();
}
