import { createElement } from "../base/dom.js";

const SIDE = 72;

/** Shows only the first frame, since some visitors do not want GIFs to move. */
export function createPreview(file: Blob): HTMLCanvasElement {
  const canvas = createElement("canvas", {
    width: String(SIDE),
    height: String(SIDE),
    "aria-hidden": "true",
  });
  createImageBitmap(file).then(
    (image) => {
      const scale = Math.max(SIDE / image.width, SIDE / image.height);
      const [width, height] = [image.width * scale, image.height * scale];
      canvas.getContext("2d")?.drawImage(image, (SIDE - width) / 2, (SIDE - height) / 2, width, height);
    },
    // This browser cannot read the file; the server decides whether it is a GIF.
    () => canvas.classList.add("unreadable"),
  );
  return canvas;
}
