import type { MinePicture } from "./mine-store.js";
import { hasSaneSize, mayMove, typeOfPicture } from "./picture-type.js";
import { toHash } from "./to-hash.js";

const THUMBNAIL_SIDE = 240;

interface Known {
  alt: string;
  addedAt: number;
  places: string[];
}

/** `undefined` if it is no picture that this browser shows. */
export async function describePicture(
  bytes: Uint8Array<ArrayBuffer>,
  known: Known,
): Promise<{ picture: MinePicture; file: Blob } | undefined> {
  const type = typeOfPicture(bytes);
  if (!type || !hasSaneSize(bytes, type)) return undefined;
  const file = new Blob([bytes], { type });
  const bitmap = await createImageBitmap(file).catch(() => undefined);
  if (!bitmap) return undefined;
  const { width, height } = bitmap;
  const thumbnail = await drawThumbnail(bitmap);
  const isMoving = mayMove(bytes, type);
  const hash = await toHash(bytes);
  const picture = { ...known, hash, type, bytes: bytes.length, width, height, isMoving, thumbnail };
  return { picture, file };
}

function drawThumbnail(bitmap: ImageBitmap): Promise<Blob> {
  const scale = Math.min(1, THUMBNAIL_SIDE / Math.min(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.min(2 * THUMBNAIL_SIDE, Math.max(1, Math.round(bitmap.width * scale)));
  canvas.height = Math.min(2 * THUMBNAIL_SIDE, Math.max(1, Math.round(bitmap.height * scale)));
  const [width, height] = [bitmap.width * scale, bitmap.height * scale];
  const [x, y] = [(canvas.width - width) / 2, (canvas.height - height) / 2];
  canvas.getContext("2d")?.drawImage(bitmap, x, y, width, height);
  bitmap.close();
  return new Promise((resolve, reject) => {
    const onDrawn = (blob: Blob | null) => (blob ? resolve(blob) : reject(new Error("No thumbnail")));
    canvas.toBlob(onDrawn, "image/webp", 0.8);
  });
}
