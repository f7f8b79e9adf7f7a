import { element } from "../base/dom.js";

const SIDE = 72;

/** The first picture of a GIF: a preview that does not move, and so asks nobody's leave to. */
export function drawStill(file: Blob): HTMLCanvasElement {
  const canvas = element("canvas", { width: String(SIDE), height: String(SIDE), "aria-hidden": "true" });
  createImageBitmap(file).then(
    (picture) => {
      const scale = Math.max(SIDE / picture.width, SIDE / picture.height);
      const [width, height] = [picture.width * scale, picture.height * scale];
      canvas.getContext("2d")?.drawImage(picture, (SIDE - width) / 2, (SIDE - height) / 2, width, height);
    },
    // Not a picture this browser can read; the server will say what it thinks of it.
    () => canvas.classList.add("unreadable"),
  );
  return canvas;
}
