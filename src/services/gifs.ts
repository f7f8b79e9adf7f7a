import { randomUUID } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import type { GifRecord } from "../db/chat.js";
import type { Chat, Member } from "../shared/events.js";
import { limits } from "../shared/limits.js";
import type { Chats } from "./chats.js";
import type { Context } from "./context.js";
import { Refusal } from "./errors.js";
import { cleanGif } from "./gif-file.js";
import { inputs, parse } from "./input.js";
import type { Rooms } from "./rooms.js";
import type { Seats } from "./seats.js";
import { Turns } from "./turns.js";
import { chatView } from "./views.js";

const STILL_SIDE = 640;
const NAME = /^[\da-f-]{36}\.(gif|webp)$/;

export interface GifParts {
  rooms: Rooms;
  seats: Seats;
  chats: Chats;
}

export interface Picture {
  path: string;
  type: string;
  secret: boolean;
}

export class Gifs {
  readonly #context: Context;
  readonly #parts: GifParts;
  /** A picture is held in memory while it is checked. */
  readonly #turns = new Turns(2, 100);

  constructor(context: Context, parts: GifParts) {
    this.#context = context;
    this.#parts = parts;
  }

  /** Before a byte is taken: may this visitor send a picture here? The room's id is fit for a path afterwards. */
  async expect(sender: Member, room: unknown, address: string): Promise<void> {
    const { _id } = await this.#parts.rooms.reach(sender, room);
    await this.#parts.seats.require(sender, _id);
    await this.#context.limiter.allow("upload", address);
  }

  /** Checks the uploaded file and sends it; the temporary file is the caller's to remove. */
  async share(sender: Member, room: string, upload: string, input: unknown): Promise<Chat> {
    await this.#parts.seats.require(sender, room);
    const { clientId, alt, cover } = parse(inputs.gif, input);
    const picture = await this.#turns.take(() => this.#take(upload, room));
    const gif = { ...picture, ...(alt && { alt }), ...(cover && { cover }) };
    try {
      const chat = await this.#parts.chats.sendGif(sender, room, gif, clientId);
      // The same clientId again: what was stored first stays, and this copy is not needed.
      if (chat.gif?.file !== gif.file) await this.#drop(room, gif.file);
      return chatView(chat);
    } catch (error) {
      await this.#drop(room, gif.file);
      throw error;
    }
  }

  async find(visitor: Pick<Member, "id"> | undefined, room: unknown, name: unknown): Promise<Picture> {
    const record = await this.#parts.rooms.reach(visitor, room);
    const ending = typeof name === "string" ? NAME.exec(name)?.[1] : undefined;
    if (!ending) throw new Refusal("NOT_FOUND");
    const secret = record.password !== undefined;
    return { path: this.#context.files.pathOf(record._id, name as string), type: `image/${ending}`, secret };
  }

  /** Removes what a crash left: files of no chat, directories of no room. */
  async sweep(): Promise<void> {
    const { files, models } = this.#context;
    for (const room of await files.rooms()) {
      const names = (await files.files(room)).filter((name) => NAME.test(name));
      const chats = await models.chats.distinct("gif.file", { room });
      const alive = new Set((await models.rooms.exists({ _id: room })) ? chats : []);
      const orphans = names.filter((name) => !alive.has(name.replace(/\.\w+$/, "")));
      if (orphans.length) await files.remove(room, orphans);
    }
  }

  async #take(upload: string, room: string): Promise<GifRecord> {
    const { width, height, frames, parts } = cleanGif(await readFile(upload));
    const file = randomUUID();
    const { files } = this.#context;
    const [moving, still] = ["gif", "webp"].map((ending) =>
      path.join(files.temporary, `${file}.${ending}`),
    ) as [string, string];
    try {
      await writeFile(moving, Buffer.concat(parts), { flush: true });
      await makeStill(moving, still);
      await files.keep(moving, room, `${file}.gif`).catch(unlessRoomEnded);
      await files.keep(still, room, `${file}.webp`).catch(unlessRoomEnded);
    } catch (error) {
      await Promise.all([moving, still].map((temporary) => rm(temporary, { force: true })));
      await this.#drop(room, file);
      throw error;
    }
    const bytes = parts.reduce((sum, part) => sum + part.length, 0);
    return { file, width, height, frames, bytes };
  }

  #drop(room: string, file: string): Promise<void> {
    return this.#context.files.remove(room, [`${file}.gif`, `${file}.webp`]);
  }
}

/** A room may end, and its directory go, while its picture is put there. */
function unlessRoomEnded(error: NodeJS.ErrnoException): never {
  throw error.code === "ENOENT" ? new Refusal("ROOM_NOT_FOUND") : error;
}

/** The first frame, for those who want nothing to move. That it decodes is the last check of the picture. */
async function makeStill(moving: string, still: string): Promise<void> {
  try {
    await sharp(moving, { limitInputPixels: limits.gif.pixels, failOn: "error" })
      .resize(STILL_SIDE, STILL_SIDE, { fit: "inside", withoutEnlargement: true })
      .webp({ quality: 80 })
      .toFile(still);
  } catch {
    throw new Refusal("BAD_GIF"); // whatever the decoder calls it
  }
}
