import { type FileKind, isAnimated } from "./file-kind.js";
import { inTurn } from "./in-turn.js";
import { isPicture, readSaneSize, type PictureSize as Size } from "./picture-size.js";

/** As large as the server keeps a still picture. */
const MAX_SIDE = 2048;
const QUALITIES = [0.85, 0.7, 0.5];

export interface Shrinking extends Size {
  bytes: number;
}

/** The size to draw it in, or undefined if it is sent as it is. */
export function toSmallerSize({ width, height, bytes }: Shrinking, maxBytes: number): Size | undefined {
  const scale = Math.min(1, MAX_SIDE / Math.max(width, height));
  if (scale === 1 && bytes <= maxBytes) return undefined;
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** The server says what is wrong with a file that this browser cannot read. */
export const shrinkPhoto = (file: File, kind: FileKind, maxBytes: number): Promise<File> =>
  inTurn(() => shrink(file, kind, maxBytes)).catch(() => file);

async function shrink(file: File, kind: FileKind, maxBytes: number): Promise<File> {
  if (!isPicture(kind) || (await isAnimated(file, kind))) return file;
  const kept = await readSaneSize(file, kind);
  if (!kept || !toSmallerSize({ ...kept, bytes: file.size }, maxBytes)) return file;
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const size = toSmallerSize({ width: image.width, height: image.height, bytes: file.size }, maxBytes);
    if (!size) return file;
    const canvas = new OffscreenCanvas(size.width, size.height);
    const context = canvas.getContext("2d")!;
    context.imageSmoothingQuality = "high";
    context.drawImage(image, 0, 0, size.width, size.height);
    const smaller = await encode(canvas, kind, maxBytes);
    return smaller.size < file.size ? toFile(smaller, file.name) : file;
  } finally {
    image.close();
  }
}

async function encode(canvas: OffscreenCanvas, kind: FileKind, maxBytes: number): Promise<Blob> {
  let best = await canvas.convertToBlob({ type: "image/webp", quality: QUALITIES[0] });
  // A browser that writes no WebP answers with a PNG, which keeps what is transparent.
  const type = best.type === "image/webp" ? best.type : "image/jpeg";
  if (type === "image/jpeg" && kind !== "jpeg" && best.size <= maxBytes) return best;
  for (const quality of QUALITIES) {
    if (best.type === type && best.size <= maxBytes) break;
    best = await canvas.convertToBlob({ type, quality });
  }
  return best;
}

function toFile(blob: Blob, name: string): File {
  const extension = blob.type.replace("image/", "").replace("jpeg", "jpg");
  return new File([blob], `${name.replace(/\.[^.]*$/, "")}.${extension}`, { type: blob.type });
}
