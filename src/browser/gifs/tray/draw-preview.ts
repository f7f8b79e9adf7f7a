import type { FileKind } from "../file-kind.js";
import { inTurn } from "../in-turn.js";
import { readSaneSize } from "../picture-size.js";

/** Draws only the first frame, since some visitors do not want GIFs to move. */
export function drawPreview(canvas: HTMLCanvasElement, file: Blob, kind: FileKind): Promise<void> {
  // This browser cannot read the file; the server decides whether it is a picture.
  return inTurn(() => draw(canvas, file, kind)).catch(() => canvas.classList.add("unreadable"));
}

async function draw(canvas: HTMLCanvasElement, file: Blob, kind: FileKind): Promise<void> {
  const size = await readSaneSize(file, kind);
  if (!size) throw new Error("No picture to decode");
  const side = canvas.width;
  // Twice the side, since a photo that is turned has its width for its height.
  const scale = Math.min(1, (2 * side) / Math.min(size.width, size.height));
  const image = await createImageBitmap(file, {
    resizeWidth: Math.ceil(size.width * scale),
    resizeQuality: "medium",
  });
  const cover = Math.max(side / image.width, side / image.height);
  const [width, height] = [image.width * cover, image.height * cover];
  canvas.getContext("2d")?.drawImage(image, (side - width) / 2, (side - height) / 2, width, height);
  image.close();
}
