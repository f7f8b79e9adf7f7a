import { randomUUID } from "node:crypto";
import { open, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { trusted } from "mongoose";
import type { Content } from "../../db/files/file-store.js";
import type { GifRecord } from "../../db/models/chat.js";
import { BoundedQueue } from "../../lib/bounded-queue.js";
import type { Chat } from "../../shared/events.js";
import { limits } from "../../shared/limits.js";
import type { Chats } from "../chats/chats.js";
import { Refusal } from "../errors.js";
import type { Context, Visitor } from "../ports.js";
import type { Quotas } from "../quotas/quotas.js";
import { assertMayRead, type Requester } from "../rooms/room-access.js";
import type { RoomCache } from "../rooms/room-cache.js";
import type { Seats } from "../seats/seats.js";
import { inputs, parse } from "../validation.js";
import { parseGif } from "./gif-parser.js";

const STILL_SIDE = 640;
/** No upload takes longer, so an older file was left by an instance that died. */
const ABANDONED_MS = 10 * 60_000;
/** Keep `$in` lists within MongoDB's size limit. */
const SWEEP_BATCH = 1000;
const FILE_NAME = /^[\da-f-]{36}\.(gif|webp)$/;

export interface Picture {
  content: Content;
  type: string;
  isSecret: boolean;
}

export class Gifs {
  readonly #context: Context;
  readonly #rooms: RoomCache;
  readonly #seats: Seats;
  readonly #chats: Chats;
  readonly #quotas: Quotas;
  /** Each picture is held in memory while it is checked. */
  readonly #queue = new BoundedQueue({ concurrency: 2, maxWaiting: 100 });

  constructor(context: Context, rooms: RoomCache, seats: Seats, chats: Chats, quotas: Quotas) {
    this.#context = context;
    this.#rooms = rooms;
    this.#seats = seats;
    this.#chats = chats;
    this.#quotas = quotas;
  }

  /** Call before the body is read. Afterwards the room's id is safe in a path. */
  async assertMaySend(sender: Visitor, id: unknown): Promise<void> {
    const room = await this.#rooms.get(id);
    assertMayRead(room, sender, this.#context);
    await this.#seats.assertSeated(sender, room._id);
    await this.#context.limiter.assertAddressAllowed("upload", sender.address);
    await this.#quotas.pictures.assertSpace(room._id, sender.address);
  }

  async send(sender: Visitor, room: string, upload: string, input: unknown): Promise<Chat> {
    await this.#seats.assertSeated(sender, room);
    const { clientId, alt, cover } = parse(inputs.gif, input);
    const known = await this.#chats.checkTurn(sender, room, clientId);
    if (known) return known;
    const stored = await this.#queue.run(async () => {
      // The room or the server may have closed while this waited in the queue.
      await this.#seats.assertSeated(sender, room);
      return this.#store(upload, room, sender.address);
    });
    const gif = { ...stored, ...(alt && { alt }), ...(cover && { cover }) };
    try {
      const chat = await this.#chats.sendGif(sender, room, gif, clientId);
      // A repeated clientId is answered with the first picture, so this copy is not needed.
      if (!chat.gif?.url.endsWith(`/${gif.file}.gif`)) await this.#remove(room, gif);
      return chat;
    } catch (error) {
      await this.#remove(room, gif);
      throw error;
    }
  }

  async find(visitor: Requester, id: unknown, name: unknown): Promise<Picture> {
    const room = await this.#rooms.get(id);
    assertMayRead(room, visitor, this.#context);
    const extension = typeof name === "string" ? FILE_NAME.exec(name)?.[1] : undefined;
    if (!extension) throw new Refusal("NOT_FOUND");
    const content = await this.#context.files.find(room._id, name as string);
    if (!content) throw new Refusal("NOT_FOUND");
    return { content, type: `image/${extension}`, isSecret: room.password !== undefined };
  }

  /** Removes what a crash left behind. With other instances, young files may be theirs. */
  async sweep(): Promise<void> {
    const { files, bus } = this.#context;
    const before = new Date(Date.now() - (bus.hasOthers ? ABANDONED_MS : 0));
    await files.start(before);
    for await (const room of files.rooms()) await this.#sweepRoom(room, before);
  }

  async #sweepRoom(room: string, before: Date): Promise<void> {
    const { files, models } = this.#context;
    const old = (await files.list(room)).filter(
      ({ name, storedAt }) => FILE_NAME.test(name) && storedAt < before,
    );
    const exists = await models.rooms.exists({ _id: room });
    for (let at = 0; at < old.length; at += SWEEP_BATCH) {
      const names = old.slice(at, at + SWEEP_BATCH).map(({ name }) => name);
      const pictures = trusted({ $in: names.map(withoutExtension) });
      const used = new Set(
        exists && (await models.chats.distinct("gif.file", { room, "gif.file": pictures })),
      );
      const orphans = names.filter((name) => !used.has(withoutExtension(name)));
      if (orphans.length) await files.remove(room, orphans);
    }
  }

  async #store(upload: string, room: string, address: string): Promise<GifRecord> {
    const sent = await readFile(upload);
    const { width, height, frames, parts } = parseGif(sent);
    // Most files hold nothing that has to be cut out, and need not be written again.
    const isClean = parts.length === 1;
    const whole = isClean ? sent : Buffer.concat(parts);
    const file = randomUUID();
    const { files } = this.#context;
    const gif: GifRecord = { file, width, height, frames, bytes: whole.length };
    const [moving, still] = ["gif", "webp"].map((extension) =>
      path.join(files.temporary, `${file}.${extension}`),
    ) as [string, string];
    try {
      const written = isClean ? syncToDisk(upload) : writeFile(moving, whole, { flush: true });
      const [stillBytes] = await allSettled(createStill(whole, still), written);
      Object.assign(gif, await this.#quotas.pictures.reserve(room, address, whole.length + stillBytes));
      await files.add(isClean ? upload : moving, room, `${file}.gif`).catch(toRoomNotFound);
      await files.add(still, room, `${file}.webp`).catch(toRoomNotFound);
    } catch (error) {
      await Promise.all([moving, still].map((temporary) => rm(temporary, { force: true })));
      await this.#remove(room, gif);
      throw error;
    }
    return gif;
  }

  async #remove(room: string, gif: GifRecord): Promise<void> {
    await this.#context.files.remove(room, [`${gif.file}.gif`, `${gif.file}.webp`]);
    await this.#quotas.pictures.release(room, gif);
  }
}

const withoutExtension = (name: string): string => name.replace(/\.\w+$/, "");

/** The room, and with it the directory, may be removed while the picture is stored. */
function toRoomNotFound(error: NodeJS.ErrnoException): never {
  throw error.code === "ENOENT" ? new Refusal("ROOM_NOT_FOUND") : error;
}

async function syncToDisk(file: string): Promise<void> {
  const handle = await open(file, "r+");
  try {
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** Unlike `Promise.all`, waits for the others when one fails, so that their files can be removed. */
async function allSettled<T, U>(first: Promise<T>, second: Promise<U>): Promise<[T, U]> {
  await Promise.allSettled([first, second]);
  return Promise.all([first, second]);
}

/** The first frame, for pages that show pictures without motion. Decoding it is the last check of the file. */
async function createStill(moving: Buffer, still: string): Promise<number> {
  // Loaded on first use: it would take a tenth of the start time.
  const { default: sharp } = await import("sharp");
  try {
    const { size } = await sharp(moving, { limitInputPixels: limits.gif.pixels, failOn: "error" })
      .resize(STILL_SIDE, STILL_SIDE, { fit: "inside", withoutEnlargement: true })
      .webp({ quality: 80, effort: 2 })
      .toFile(still);
    return size;
  } catch {
    throw new Refusal("BAD_GIF"); // whatever the decoder calls it
  }
}
