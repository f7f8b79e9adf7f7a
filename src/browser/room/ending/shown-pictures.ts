/** As in the transcripts of the server: a picture moves once, and what is more is saved as still pictures. */
const MAX_MOVING_BYTES = 100 * 1024 * 1024;
const MAX_STILL_LENGTH = 70 * 1024 * 1024;

export class PictureReader {
  #left = MAX_MOVING_BYTES;
  #leftForStills = MAX_STILL_LENGTH;
  readonly #moving = new Set<string>();

  /** Resolves to a `data:` URL, if this browser still has the picture. */
  async read(image: HTMLImageElement): Promise<string | undefined> {
    const { gif, still, played } = image.closest("a")?.dataset ?? {};
    const mayMove = played && gif && !this.#moving.has(gif);
    const moving = mayMove ? ((await readCached(gif)) ?? (await readCached(played))) : undefined;
    if (moving && moving.size <= this.#left) {
      this.#left -= moving.size;
      this.#moving.add(gif!);
      return toDataUrl(moving);
    }
    const cached = still && image.getAttribute("src") === still ? await readCached(still) : undefined;
    const drawn = cached ? await toDataUrl(cached) : drawStill(image);
    if (!drawn || drawn.length > this.#leftForStills) return undefined;
    this.#leftForStills -= drawn.length;
    return drawn;
  }
}

/** Asks the browser's cache alone, since the server has deleted the picture. */
async function readCached(url: string): Promise<Blob | undefined> {
  try {
    const response = await fetch(url, { cache: "only-if-cached", mode: "same-origin" });
    const blob = response.ok ? await response.blob() : undefined;
    return blob?.type.startsWith("image/") ? blob : undefined;
  } catch {
    return undefined; // It is in the cache no longer.
  }
}

function drawStill(image: HTMLImageElement): string | undefined {
  if (!image.complete || !image.naturalWidth) return undefined;
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  canvas.getContext("2d")?.drawImage(image, 0, 0);
  return canvas.toDataURL("image/webp", 0.9);
}

function toDataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result)));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(blob);
  });
}
