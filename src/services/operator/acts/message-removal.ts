import { trusted } from "mongoose";
import type { ChatModel, ChatRecord } from "../../../db/models/chat.js";
import type { BackgroundJobs } from "../../../lib/background-jobs.js";
import { Refusal } from "../../errors.js";

const BATCH = 100;

interface SharedPictures {
  removeChat(found: ChatRecord): Promise<unknown>;
}

interface Reported {
  room: string;
  seq?: number | undefined;
  hashes: readonly string[];
}

/** Removes messages for the operator, as their authors could: members see that they are gone. */
export class MessageRemoval {
  readonly #chats: ChatModel;
  readonly #pictures: SharedPictures;
  readonly #background: Pick<BackgroundJobs, "onceSettled">;

  constructor(chats: ChatModel, pictures: SharedPictures, background: Pick<BackgroundJobs, "onceSettled">) {
    this.#background = background;
    this.#chats = chats;
    this.#pictures = pictures;
  }

  async isThere(reported: Reported): Promise<boolean> {
    const [filter] = await this.#filters(reported);
    return filter !== undefined && (await this.#chats.exists(filter)) !== null;
  }

  /** The message and, if it shows a picture, all others of the room that show it. Resolves to how many there were. */
  async remove(reported: Reported): Promise<number> {
    let removed = 0;
    for (const filter of await this.#filters(reported)) removed += await this.#removeAll(filter);
    return removed;
  }

  /** In every room. */
  removePicture(hashes: readonly string[]): Promise<number> {
    return hashes.length ? this.#removeAll({ "gif.hashes": trusted({ $in: hashes }) }) : Promise.resolve(0);
  }

  /** Again soon: what was checked before it was blocked may be stored after it was removed. */
  removePictureAgain(hashes: readonly string[]): void {
    this.#background.onceSettled(() => this.removePicture(hashes));
  }

  async #filters({ room, seq, hashes }: Reported): Promise<object[]> {
    const gone = { removedAt: trusted({ $exists: false }) };
    const message = seq === undefined ? null : await this.#chats.findOne({ room, seq, ...gone }).lean();
    const file = message?.gif?.file;
    return [
      ...(message ? [{ room, seq, ...gone }] : []),
      ...(file === undefined ? [] : [{ room, "gif.file": file }]),
      ...(hashes.length ? [{ room, "gif.hashes": trusted({ $in: hashes }) }] : []),
    ];
  }

  async #removeAll(filter: object): Promise<number> {
    let removed = 0;
    for (;;) {
      const found = await this.#chats.find(filter).limit(BATCH).lean();
      const before = removed;
      for (const chat of found) if (await this.#remove(chat)) removed++;
      // Messages that others removed meanwhile are skipped.
      if (found.length < BATCH || removed === before) return removed;
    }
  }

  async #remove(chat: ChatRecord): Promise<boolean> {
    try {
      await this.#pictures.removeChat(chat);
      return true;
    } catch (error) {
      if (error instanceof Refusal && error.code === "CHAT_NOT_FOUND") return false;
      throw error;
    }
  }
}
