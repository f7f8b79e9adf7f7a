import type { GifRecord } from "../../db/models/chat.js";
import { isDatabaseUnavailable } from "../errors.js";
import type { Context } from "../ports.js";
import type { Quotas } from "../quotas/quotas.js";

export class StoredPictures {
  readonly #context: Context;
  readonly #quotas: Quotas;

  constructor(context: Context, quotas: Quotas) {
    this.#context = context;
    this.#quotas = quotas;
  }

  async remove(room: string, gif: GifRecord): Promise<void> {
    await this.#context.files.remove(room, [`${gif.file}.gif`, `${gif.file}.webp`]);
    await this.#quotas.pictures.release(room, gif);
  }

  async removeAfter(error: unknown, room: string, gif: GifRecord): Promise<void> {
    if (!isDatabaseUnavailable(error)) return this.remove(room, gif);
    this.#context.background.onceSettled(async () => {
      const isShown = await this.#context.models.chats.exists({ room, "gif.file": gif.file });
      if (!isShown) await this.remove(room, gif);
    });
  }
}
