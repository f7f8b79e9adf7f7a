import { randomUUID } from "node:crypto";
import { open, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { LRUCache } from "lru-cache";
import type { StoredGif } from "../../db/models/chat.js";
import { filesOf } from "../../db/models/picture-files.js";
import { PRIVATE_FILE } from "../../lib/ensure-directory.js";
import { isDatabaseUnavailable, Refusal } from "../errors.js";
import type { Context } from "../ports.js";
import type { PictureQuota } from "../quotas/picture-quota.js";
import type { CheckedPicture } from "./checked-picture.js";

interface Upload {
  /** Where the bytes that were sent are. */
  path: string;
  bytes: number;
  address: string;
}

export class StoredPictures {
  readonly #context: Context;
  readonly #quota: PictureQuota;
  /** The answer to their removal was lost, so it is unknown who removed them. */
  readonly #unsure = new LRUCache<string, true>({ max: 1000 });

  constructor(context: Context, quota: PictureQuota) {
    this.#context = context;
    this.#quota = quota;
  }

  async add(room: string, picture: CheckedPicture, upload: Upload): Promise<StoredGif> {
    const { files } = this.#context;
    const { type, width, height, frames, rewritten, still } = picture;
    const bytes = rewritten?.length ?? upload.bytes;
    const gif: StoredGif = { file: randomUUID(), width, height, frames, bytes };
    if (type === "image/webp") gif.type = "webp";
    const names = filesOf(gif);
    const [whole, small] = [names.whole, names.still].map((name) => path.join(files.temporary, name)) as [
      string,
      string,
    ];
    try {
      await allSettled([
        rewritten ? write(whole, rewritten) : syncToDisk(upload.path),
        still ? writeFile(small, still, { mode: PRIVATE_FILE }) : undefined,
      ]);
      const stored = bytes + (still?.length ?? 0);
      Object.assign(gif, await this.#quota.reserve(room, upload.address, stored));
      await files.add(rewritten ? whole : upload.path, room, names.whole).catch(toRoomNotFound);
      if (still) await files.add(small, room, names.still).catch(toRoomNotFound);
    } catch (error) {
      await Promise.all([whole, small].map((temporary) => rm(temporary, { force: true })));
      const discard = () => this.discard(room, gif);
      if (isDatabaseUnavailable(error)) this.#context.background.onceSettled(discard);
      else await discard();
      throw error;
    }
    return gif;
  }

  async addSmall(room: string, gif: StoredGif, temporary: string, bytes: number): Promise<void> {
    await this.#quota.reserveMore(room, gif.from, bytes);
    try {
      await this.#context.files.add(temporary, room, smallOf(gif)).catch(toRoomNotFound);
    } catch (error) {
      await this.removeSmall(room, gif, bytes);
      throw error;
    }
  }

  async removeSmall(room: string, gif: StoredGif, bytes: number): Promise<void> {
    await this.#context.files.remove(room, [smallOf(gif)]);
    await this.#quota.release(room, { stored: bytes, from: gif.from });
  }

  /** For a picture that no message has. */
  async discard(room: string, gif: StoredGif): Promise<void> {
    await this.#context.files.remove(room, Object.values(filesOf(gif)));
    await this.#quota.release(room, gif);
  }

  /** Unless a message shows it. */
  async removeUnused(room: string, gif: StoredGif): Promise<void> {
    if (await this.#context.models.chats.exists({ room, "gif.file": gif.file })) return;
    const wasThere = await this.#removeFiles(room, gif);
    // Space is released by the call that removes the file, so that it is released once.
    if (wasThere || this.#unsure.delete(gif.file)) await this.#quota.release(room, gif);
  }

  async removeUnusedAfter(error: unknown, room: string, gif: StoredGif): Promise<void> {
    const remove = () => this.removeUnused(room, gif);
    if (isDatabaseUnavailable(error)) this.#context.background.onceSettled(remove);
    else await remove();
  }

  async #removeFiles(room: string, gif: StoredGif): Promise<boolean> {
    try {
      // Another instance may be adding the small one.
      return await this.#context.files.remove(room, Object.values(filesOf({ ...gif, small: true })));
    } catch (error) {
      this.#unsure.set(gif.file, true);
      throw error;
    }
  }
}

const smallOf = (gif: StoredGif): string => filesOf({ ...gif, small: true }).small!;

/** The room, and with it the directory, may be removed while the picture is stored. */
function toRoomNotFound(error: NodeJS.ErrnoException): never {
  throw error.code === "ENOENT" ? new Refusal("ROOM_NOT_FOUND") : error;
}

const write = (file: string, bytes: Uint8Array): Promise<void> =>
  writeFile(file, bytes, { flush: true, mode: PRIVATE_FILE });

async function syncToDisk(file: string): Promise<void> {
  const handle = await open(file, "r+");
  try {
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** Unlike `Promise.all`, waits for the others when one fails, so that their files can be removed. */
async function allSettled(all: (Promise<void> | undefined)[]): Promise<void> {
  await Promise.allSettled(all);
  await Promise.all(all);
}
