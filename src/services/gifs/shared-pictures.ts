import { trusted } from "mongoose";
import { type ChatRecord, type GifRecord, isPack, type StoredGif } from "../../db/models/chat.js";
import { filesOf } from "../../db/models/picture-files.js";
import { KeyedQueue } from "../../lib/keyed-queue.js";
import type { Chat } from "../../shared/events.js";
import { isDatabaseUnavailable, Refusal } from "../errors.js";
import type { Context } from "../ports.js";

interface Files {
  removeUnused(room: string, gif: StoredGif): Promise<void>;
  addSmall(room: string, gif: StoredGif, temporary: string, bytes: number): Promise<void>;
  removeSmall(room: string, gif: StoredGif, bytes: number): Promise<void>;
}

interface Edits {
  remove(found: ChatRecord, onRemoving?: (gif: GifRecord) => void): Promise<Chat>;
  addSmall(found: ChatRecord | Chat, file: string, stored: number): Promise<Chat>;
  addSmallUntold(room: string, file: string, stored: number): Promise<void>;
}

/** A picture that was sent again a thousand times would be a thousand changes for everybody. */
const MAX_TOLD = 20;

/** Is given the picture as it is by then. */
type Send = (gif: GifRecord) => Promise<Chat>;

// Several messages may show one file, and it goes with the last of them. Here, sending again and removing take turns. If
// another instance removes the last message while one is sent here, either that instance finds the new message after it
// removed the files, or this one finds the files gone after it stored the message: then the message goes as well.
export class SharedPictures {
  readonly #context: Context;
  readonly #stored: Files;
  readonly #edits: Edits;
  readonly #turns = new KeyedQueue({ maxWaiting: 500 });

  constructor(context: Context, stored: Files, edits: Edits) {
    this.#context = context;
    this.#stored = stored;
    this.#edits = edits;
  }

  async sendAgain(room: string, seq: number, send: Send): Promise<Chat> {
    const found = await this.#find(room, seq);
    if (isPack(found)) return send(found);
    return this.#turns.run(found.file, async () => {
      const gif = (await this.#find(room, seq)) as StoredGif;
      try {
        const chat = await send(gif);
        await this.#assertKept(chat, gif);
        return chat;
      } catch (error) {
        // The message may be stored nevertheless, after the files were removed.
        this.#unlessAway(error, () => this.#check(room, gif));
        throw error;
      }
    });
  }

  async removeChat(found: ChatRecord): Promise<Chat> {
    const { room, gif } = found;
    if (!gif || isPack(gif)) return this.#edits.remove(found);
    return this.#turns.run(gif.file, async () => {
      let last = gif;
      const clean = () => this.#clean(room, last);
      try {
        const removed = await this.#edits.remove(found, (current) => {
          if (!isPack(current)) last = current;
        });
        await clean().catch((error) => this.#unlessAway(error, clean));
        return removed;
      } catch (error) {
        if (isGone(error)) await clean();
        else this.#unlessAway(error, clean);
        throw error;
      }
    });
  }

  /** Stores the small version, and names it in each message of the picture. False if none is left. */
  keepSmall(room: string, gif: StoredGif, temporary: string, bytes: number): Promise<boolean> {
    return this.#turns.run(gif.file, async () => {
      if (!(await this.#isShown(room, gif))) return false;
      await this.#stored.addSmall(room, gif, temporary, bytes);
      const removeUnnamed = async () => {
        const isNamed = await this.#isShown(room, gif, { "gif.small": true });
        if (!isNamed) await this.#stored.removeSmall(room, gif, bytes);
        return isNamed;
      };
      try {
        await this.#nameSmall(room, gif, (gif.stored ?? 0) + bytes);
        return await removeUnnamed();
      } catch (error) {
        if (isDatabaseUnavailable(error)) this.#context.background.onceSettled(removeUnnamed);
        else await removeUnnamed();
        throw error;
      }
    });
  }

  async #nameSmall(room: string, { file }: StoredGif, stored: number): Promise<void> {
    const unnamed = { room, "gif.file": file, "gif.small": trusted({ $ne: true }) };
    const newest = this.#context.models.chats.find(unnamed).sort({ seq: -1 }).limit(MAX_TOLD);
    for (const chat of (await newest.lean()).reverse())
      await this.#edits.addSmall(chat, file, stored).catch(unlessGone);
    await this.#edits.addSmallUntold(room, file, stored);
  }

  async #isShown(room: string, { file }: StoredGif, look: object = {}): Promise<boolean> {
    return (await this.#context.models.chats.exists({ room, "gif.file": file, ...look })) !== null;
  }

  async #clean(room: string, gif: StoredGif): Promise<void> {
    await this.#stored.removeUnused(room, gif);
    if (this.#context.bus.hasOthers) await this.#check(room, gif);
  }

  #unlessAway(error: unknown, job: () => Promise<void>): void {
    if (!isDatabaseUnavailable(error)) throw error;
    this.#context.background.onceSettled(job);
  }

  async #find(room: string, seq: number): Promise<GifRecord> {
    const found = await this.#context.models.chats.findOne({ room, seq }, { gif: 1 }).lean();
    if (!found?.gif) throw new Refusal("CHAT_NOT_FOUND");
    return found.gif;
  }

  async #assertKept(chat: Chat, gif: StoredGif): Promise<void> {
    if (!this.#context.bus.hasOthers) return;
    const { room, seq } = chat;
    await this.#check(room, gif);
    if (!(await this.#isShown(room, gif, { seq }))) throw new Refusal("CHAT_NOT_FOUND");
    if (gif.small) return;
    const named = await this.#context.models.chats
      .findOne({ room, "gif.file": gif.file, "gif.small": true })
      .lean();
    const { file, stored = 0 } = (named?.gif as StoredGif) ?? {};
    if (file) await this.#edits.addSmall(chat, file, stored);
  }

  /** Removes the messages of a picture whose files are gone. */
  async #check(room: string, gif: StoredGif): Promise<void> {
    if (await this.#context.files.has(room, filesOf(gif).whole)) return;
    const left = await this.#context.models.chats.find({ room, "gif.file": gif.file }).lean();
    for (const chat of left) await this.#edits.remove(chat).catch(unlessGone);
  }
}

const isGone = (error: unknown): boolean => error instanceof Refusal && error.code === "CHAT_NOT_FOUND";

function unlessGone(error: unknown): void {
  if (!isGone(error)) throw error;
}
