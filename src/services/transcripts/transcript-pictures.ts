import { stat } from "node:fs/promises";
import type { Content, FileStore } from "../../db/files/file-store.js";
import type { Chat, Gif } from "../../shared/events.js";
import { packFileOf } from "../gifs/pack.js";

const MAX_BYTES = { moving: 100 * 1024 * 1024, still: 50 * 1024 * 1024 };

export interface TranscriptPicture {
  content: Content;
  type: string;
}

/** Chooses what a transcript holds of each picture: its motion once, and still pictures up to a bound of their own. */
export class TranscriptPictures {
  readonly #files: Pick<FileStore, "find">;
  readonly #left: typeof MAX_BYTES;
  readonly #moving = new Set<string>();

  constructor(files: Pick<FileStore, "find">, maxBytes = MAX_BYTES) {
    this.#files = files;
    this.#left = { ...maxBytes };
  }

  async find({ room, gif }: Chat): Promise<TranscriptPicture | undefined> {
    if (!gif) return undefined;
    if (this.#mayMove(gif)) {
      this.#moving.add(gif.url);
      this.#left.moving -= gif.bytes;
      const content = await this.#open(room, gif.url);
      return content && { content, type: gif.type };
    }
    const content = await this.#open(room, gif.still);
    const bytes = content && (await sizeOf(content));
    if (bytes === undefined || bytes > this.#left.still) return undefined;
    this.#left.still -= bytes;
    return { content: content!, type: "image/webp" };
  }

  #mayMove({ url, bytes }: Gif): boolean {
    return !this.#moving.has(url) && bytes <= this.#left.moving;
  }

  async #open(room: string, url: string): Promise<Content | undefined> {
    const packed = packFileOf(url);
    const name = url.slice(url.lastIndexOf("/") + 1);
    return packed ? { path: packed } : this.#files.find(room, name);
  }
}

/** Undefined if it was removed meanwhile. */
async function sizeOf(content: Content): Promise<number | undefined> {
  if (!("path" in content)) return content.bytes;
  const found = await stat(content.path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  return found?.size;
}
