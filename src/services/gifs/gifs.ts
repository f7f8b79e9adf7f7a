import { randomUUID } from "node:crypto";
import { open, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { trusted } from "mongoose";
import type { Content } from "../../db/files/file-store.js";
import type { GifRecord } from "../../db/models/chat.js";
import { Turns } from "../../lib/bounded-queue.js";
import type { Chat, Member } from "../../shared/events.js";
import { limits } from "../../shared/limits.js";
import type { Chats } from "../chats/chats.js";
import { Refusal } from "../errors.js";
import type { Context } from "../ports.js";
import type { Rooms } from "../rooms/rooms.js";
import type { Seats } from "../seats/seats.js";
import { inputs, parse } from "../validation.js";
import { cleanGif } from "./gif-parser.js";

const STILL_SIDE = 640;
/** No upload takes so long: what is older was left by a process that died. */
const LEFT_MS = 10 * 60_000;
/** A question to the database may not be of any length. */
const SWEPT_AT_ONCE = 1000;
const NAME = /^[\da-f-]{36}\.(gif|webp)$/;

export interface GifParts {
  rooms: Rooms;
  seats: Seats;
  chats: Chats;
}

export interface Picture {
  content: Content;
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
    const picture = await this.#turns.take(async () => {
      // Much may have happened while it waited: the end of the room, or of the server.
      await this.#parts.seats.require(sender, room);
      return this.#take(upload, room);
    });
    const gif = { ...picture, ...(alt && { alt }), ...(cover && { cover }) };
    try {
      const chat = await this.#parts.chats.sendGif(sender, room, gif, clientId);
      // The same clientId again: what was stored first stays, and this copy is not needed.
      if (!chat.gif?.url.endsWith(`/${gif.file}.gif`)) await this.#drop(room, gif.file);
      return chat;
    } catch (error) {
      await this.#drop(room, gif.file);
      throw error;
    }
  }

  async find(visitor: Pick<Member, "id"> | undefined, room: unknown, name: unknown): Promise<Picture> {
    const record = await this.#parts.rooms.reach(visitor, room);
    const ending = typeof name === "string" ? NAME.exec(name)?.[1] : undefined;
    if (!ending) throw new Refusal("NOT_FOUND");
    const content = await this.#context.files.find(record._id, name as string);
    if (!content) throw new Refusal("NOT_FOUND");
    return { content, type: `image/${ending}`, secret: record.password !== undefined };
  }

  /** Removes what a crash left. Alone, all that is half done; beside others, what they cannot be at work on. */
  async open(alone: boolean): Promise<void> {
    const before = new Date(Date.now() - (alone ? 0 : LEFT_MS));
    await this.#context.files.open(before);
    for await (const room of this.#context.files.rooms()) await this.#sweep(room, before);
  }

  /** Files of no chat, and those of no room. */
  async #sweep(room: string, before: Date): Promise<void> {
    const { files, models } = this.#context;
    const old = (await files.files(room)).filter(
      ({ name, storedAt }) => NAME.test(name) && storedAt < before,
    );
    const exists = await models.rooms.exists({ _id: room });
    for (let at = 0; at < old.length; at += SWEPT_AT_ONCE) {
      const names = old.slice(at, at + SWEPT_AT_ONCE).map(({ name }) => name);
      const pictures = trusted({ $in: names.map(pictureOf) });
      const alive = new Set(
        exists && (await models.chats.distinct("gif.file", { room, "gif.file": pictures })),
      );
      const orphans = names.filter((name) => !alive.has(pictureOf(name)));
      if (orphans.length) await files.remove(room, orphans);
    }
  }

  async #take(upload: string, room: string): Promise<GifRecord> {
    const sent = await readFile(upload);
    const { width, height, frames, parts } = cleanGif(sent);
    // Most hold nothing that has to be taken out; such a file need not be written again.
    const isClean = parts.length === 1;
    const whole = isClean ? sent : Buffer.concat(parts);
    const file = randomUUID();
    const { files } = this.#context;
    const [moving, still] = ["gif", "webp"].map((ending) =>
      path.join(files.temporary, `${file}.${ending}`),
    ) as [string, string];
    try {
      const written = isClean ? flush(upload) : writeFile(moving, whole, { flush: true });
      await both(written, makeStill(whole, still));
      await files.keep(isClean ? upload : moving, room, `${file}.gif`).catch(unlessRoomEnded);
      await files.keep(still, room, `${file}.webp`).catch(unlessRoomEnded);
    } catch (error) {
      await Promise.all([moving, still].map((temporary) => rm(temporary, { force: true })));
      await this.#drop(room, file);
      throw error;
    }
    return { file, width, height, frames, bytes: whole.length };
  }

  #drop(room: string, file: string): Promise<void> {
    return this.#context.files.remove(room, [`${file}.gif`, `${file}.webp`]);
  }
}

const pictureOf = (name: string): string => name.replace(/\.\w+$/, "");

/** A room may end, and its directory go, while its picture is put there. */
function unlessRoomEnded(error: NodeJS.ErrnoException): never {
  throw error.code === "ENOENT" ? new Refusal("ROOM_NOT_FOUND") : error;
}

async function flush(file: string): Promise<void> {
  const handle = await open(file, "r+");
  try {
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** At the same time; and when one fails, the other is over as well, so that what it left can be removed. */
async function both(...work: Promise<unknown>[]): Promise<void> {
  for (const done of await Promise.allSettled(work)) if (done.status === "rejected") throw done.reason;
}

/** The first frame, for those who want nothing to move. That it decodes is the last check of the picture. */
async function makeStill(moving: Buffer, still: string): Promise<void> {
  // Loaded when the first picture comes: a start waits for a tenth of its time for it.
  const { default: sharp } = await import("sharp");
  try {
    await sharp(moving, { limitInputPixels: limits.gif.pixels, failOn: "error" })
      .resize(STILL_SIDE, STILL_SIDE, { fit: "inside", withoutEnlargement: true })
      .webp({ quality: 80, effort: 2 })
      .toFile(still);
  } catch {
    throw new Refusal("BAD_GIF"); // whatever the decoder calls it
  }
}
