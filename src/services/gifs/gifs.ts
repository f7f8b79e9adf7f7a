import { randomUUID } from "node:crypto";
import { open, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Content } from "../../db/files/file-store.js";
import type { GifRecord } from "../../db/models/chat.js";
import { PRIVATE_FILE } from "../../lib/ensure-directory.js";
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
import { CheckTurns } from "./check-turns.js";
import { GifIntake } from "./gif-intake.js";
import { FILE_NAME, sweepPictures } from "./picture-sweep.js";
import { StoredPictures } from "./stored-pictures.js";

const STILL_SIDE = 640;

export interface Picture {
  content: Content;
  type: string;
}

export class Gifs {
  readonly #context: Context;
  readonly #rooms: RoomCache;
  readonly #seats: Seats;
  readonly #chats: Chats;
  readonly #quotas: Quotas;
  readonly #pictures: StoredPictures;
  readonly #turns: CheckTurns;
  readonly #intake: GifIntake;

  constructor(context: Context, rooms: RoomCache, seats: Seats, chats: Chats, quotas: Quotas) {
    this.#context = context;
    this.#turns = new CheckTurns(context.limiter);
    this.#intake = new GifIntake(context.maxGifBytes);
    this.#rooms = rooms;
    this.#seats = seats;
    this.#chats = chats;
    this.#quotas = quotas;
    this.#pictures = new StoredPictures(context, quotas);
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
    const { alt, cover, ...sending } = parse(inputs.gif, input);
    const known = await this.#chats.sender.checkTurn(sender, room, sending);
    if (known) return known;
    const stored = await this.#turns.run(sender.address, async () => {
      // The room or the server may have closed while this waited in the queue.
      await this.#seats.assertSeated(sender, room);
      return this.#store(upload, room, sender.address);
    });
    const gif = { ...stored, ...(alt && { alt }), ...(cover && { cover }) };
    try {
      const chat = await this.#chats.sender.sendGif(sender, room, gif, sending);
      // A repeated clientId is answered with the first picture, so this copy is not needed.
      if (!chat.gif?.url.endsWith(`/${gif.file}.gif`)) await this.#pictures.remove(room, gif);
      return chat;
    } catch (error) {
      await this.#pictures.removeAfter(error, room, gif);
      throw error;
    }
  }

  async find(visitor: Requester | undefined, id: unknown, name: unknown): Promise<Picture> {
    const room = await this.#rooms.get(id);
    assertMayRead(room, visitor, this.#context);
    const extension = typeof name === "string" ? FILE_NAME.exec(name)?.[1] : undefined;
    if (!extension) throw new Refusal("NOT_FOUND");
    const content = await this.#context.files.find(room._id, name as string);
    if (!content) throw new Refusal("NOT_FOUND");
    return { content, type: `image/${extension}` };
  }

  sweep(): Promise<void> {
    return sweepPictures(this.#context, this.#quotas);
  }

  close(): Promise<void> {
    return this.#intake.close();
  }

  async #store(upload: string, room: string, address: string): Promise<GifRecord> {
    const sent = await readFile(upload);
    const { width, height, frames, rewritten } = await this.#intake.check(sent);
    const whole = rewritten ?? sent;
    const file = randomUUID();
    const { files } = this.#context;
    const gif: GifRecord = { file, width, height, frames, bytes: whole.length };
    const [moving, still] = ["gif", "webp"].map((extension) =>
      path.join(files.temporary, `${file}.${extension}`),
    ) as [string, string];
    try {
      const written = rewritten
        ? writeFile(moving, rewritten, { flush: true, mode: PRIVATE_FILE })
        : syncToDisk(upload);
      const [stillBytes] = await allSettled(createStill(whole, still), written);
      Object.assign(gif, await this.#quotas.pictures.reserve(room, address, whole.length + stillBytes));
      await files.add(rewritten ? moving : upload, room, `${file}.gif`).catch(toRoomNotFound);
      await files.add(still, room, `${file}.webp`).catch(toRoomNotFound);
    } catch (error) {
      await Promise.all([moving, still].map((temporary) => rm(temporary, { force: true })));
      await this.#pictures.removeAfter(error, room, gif);
      throw error;
    }
    return gif;
  }
}

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
async function createStill(moving: Uint8Array, still: string): Promise<number> {
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
