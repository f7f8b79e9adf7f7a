import { readFile } from "node:fs/promises";
import type { Content } from "../../db/files/file-store.js";
import { type GifRecord, isPack, type StoredGif } from "../../db/models/chat.js";
import { filesOf, typeOfName } from "../../db/models/picture-files.js";
import type { Chat } from "../../shared/events.js";
import type { Sending } from "../chats/chat-sender.js";
import type { Chats } from "../chats/chats.js";
import { Refusal } from "../errors.js";
import type { Author, Context, Visitor } from "../ports.js";
import type { PictureQuota } from "../quotas/picture-quota.js";
import { assertMayRead, type Requester } from "../rooms/room-access.js";
import type { RoomCache } from "../rooms/room-cache.js";
import type { Seats } from "../seats/seats.js";
import { inputs, parse } from "../validation.js";
import { type BlockedPicture, BlockedPictures, hashOf } from "./blocked-pictures.js";
import { CheckTurns, type Turn } from "./check-turns.js";
import { partsOf } from "./looks/alike.js";
import { type LookAlike, LookAlikes } from "./looks/look-alikes.js";
import { Pack } from "./pack.js";
import { PictureIntake } from "./picture-intake.js";
import { sweepPictures } from "./picture-sweep.js";
import { SmallPictures } from "./small-pictures.js";

export interface Picture {
  content: Content;
  type: string;
}

type Sender = Author & Pick<Visitor, "address">;

interface Wish {
  look: Pick<GifRecord, "alt" | "cover">;
  sending: Sending;
  /** Leaving before the answer cancels the picture. A retry has the same clientId. */
  left: AbortSignal;
}

export class Gifs {
  readonly blocked: BlockedPictures;
  readonly alike: LookAlikes;
  readonly turns: CheckTurns;
  readonly #context: Context;
  readonly #rooms: RoomCache;
  readonly #seats: Seats;
  readonly #chats: Chats;
  readonly #quota: PictureQuota;
  readonly #pack = new Pack();
  readonly #intake: PictureIntake;
  readonly #small: SmallPictures;

  constructor(context: Context, rooms: RoomCache, seats: Seats, chats: Chats, quota: PictureQuota) {
    this.#context = context;
    this.turns = new CheckTurns(context.limiter, (name) => context.metrics.queue(name));
    this.#intake = new PictureIntake(context.maxGifBytes);
    this.#rooms = rooms;
    this.#seats = seats;
    this.#chats = chats;
    this.#quota = quota;
    this.blocked = new BlockedPictures(context.models.blockedPictures);
    this.alike = new LookAlikes(context.models, this.blocked);
    this.#small = new SmallPictures(context, chats.shared);
  }

  /** Call before the body is read. Afterwards the room's id is safe in a path. */
  async assertMaySend(
    sender: Visitor,
    id: unknown,
    { mayHoldFile }: { mayHoldFile: boolean },
  ): Promise<void> {
    const room = await this.#rooms.get(id);
    assertMayRead(room, sender, this.#context);
    await this.#seats.assertSeated(sender, room._id);
    await this.assertMayUpload(room._id, sender.address, { mayHoldFile });
  }

  async assertMayUpload(
    room: string,
    address: string,
    { mayHoldFile }: { mayHoldFile: boolean },
  ): Promise<void> {
    await this.#context.limiter.assertAddressAllowed("upload", address);
    if (mayHoldFile) await this.#quota.assertSpace(room, address);
  }

  /** Exactly one of a file, `again` and `pack` says which picture. */
  async send(
    sender: Sender,
    room: string,
    upload: string | undefined,
    input: unknown,
    left: AbortSignal,
  ): Promise<Chat> {
    await this.#chats.sender.assertMayWrite(sender, room);
    const { alt, cover, again, pack, ...sending } = parse(inputs.gif, input);
    const sources = [upload, again, pack].filter((source) => source !== undefined);
    if (sources.length !== 1) throw new Refusal(sources.length ? "BAD_INPUT" : "NO_GIF");
    const known = await this.#chats.sender.checkTurn(sender, room, sending);
    if (known) return known;
    const wish: Wish = { look: { ...(alt && { alt }), ...(cover && { cover }) }, sending, left };
    try {
      if (again !== undefined) return await this.#sendAgain(sender, room, again, wish);
      if (upload !== undefined) return await this.#sendUpload(sender, room, upload, wish);
      return await this.#sendGif(sender, room, await this.#pack.find(pack!), wish);
    } catch (error) {
      // What was sent with this clientId is the answer, even if its picture could not be sent by now.
      const isPast = error instanceof Refusal && ["CHAT_NOT_FOUND", "BLOCKED"].includes(error.code);
      const sent = isPast ? await this.#chats.sender.findSent(sender, room, sending) : undefined;
      if (sent && !sent.removedAt) return sent;
      throw error;
    }
  }

  #sendGif(sender: Sender, room: string, gif: GifRecord, { look, sending, left }: Wish): Promise<Chat> {
    assertNotLeft(left);
    return this.#chats.sender.sendGif(sender, room, { ...gif, ...look }, sending);
  }

  #sendAgain(sender: Sender, room: string, seq: number, wish: Wish): Promise<Chat> {
    return this.#chats.shared.sendAgain(room, seq, async (gif) => {
      if (!isPack(gif)) await this.blocked.assertNotBlocked(gif.hashes ?? [], gif.looks);
      return this.#sendGif(sender, room, gif, wish);
    });
  }

  async #sendUpload(sender: Sender, room: string, upload: string, wish: Wish): Promise<Chat> {
    const store = async (turn: Turn) => {
      assertNotLeft(wish.left);
      // The room or the server may have closed while this waited in the queue.
      await this.#chats.sender.assertMayWrite(sender, room);
      return this.#store(upload, room, sender.address, turn);
    };
    const isGone = () => wish.left.aborted;
    const gif = await this.turns.run(sender.address, store, { isGone });
    const { pictures } = this.#chats;
    try {
      const chat = await this.#sendGif(sender, room, gif, wish);
      const isNew = chat.gif?.url.endsWith(`/${filesOf(gif).whole}`);
      if (isNew) this.#small.add(room, gif, sender.address);
      // A repeated clientId is answered with the first picture, so this copy is not needed.
      else await pictures.discard(room, gif);
      return chat;
    } catch (error) {
      await pictures.removeUnusedAfter(error, room, gif);
      throw error;
    }
  }

  async find(visitor: Requester | undefined, id: unknown, name: unknown): Promise<Picture> {
    const room = await this.#rooms.get(id);
    assertMayRead(room, visitor, this.#context);
    const type = typeOfName(name);
    if (!type) throw new Refusal("NOT_FOUND");
    const content = await this.#context.files.find(room._id, name as string);
    if (!content) throw new Refusal("NOT_FOUND");
    return { content, type };
  }

  async lookAlikes(
    looks: readonly string[],
    limit?: number,
  ): Promise<{ rooms: LookAlike[]; blocked: BlockedPicture[] }> {
    const [rooms, blocked] = await Promise.all([
      this.alike.inRooms(looks, [], limit),
      this.alike.blocked(looks),
    ]);
    return { rooms, blocked };
  }

  sweep(): Promise<void> {
    return sweepPictures(this.#context, this.#quota);
  }

  close(): Promise<void> {
    this.#small.close();
    return this.#intake.close();
  }

  async #store(upload: string, room: string, address: string, turn: Turn): Promise<StoredGif> {
    const sent = await readFile(upload);
    const hashes = [await hashOf(sent)];
    await this.blocked.assertNotBlocked(hashes);
    const picture = await this.#intake.check(sent, turn);
    const { looks, rewritten } = picture;
    if (rewritten) hashes.push(await hashOf(rewritten));
    await this.blocked.assertNotBlocked(hashes, looks);
    const stored = await this.#chats.pictures.add(room, picture, {
      path: upload,
      bytes: sent.length,
      address,
    });
    return { ...stored, hashes, ...(looks && { looks, lookParts: partsOf(looks) }) };
  }
}

function assertNotLeft(left: AbortSignal): void {
  if (left.aborted) throw new Refusal("BAD_REQUEST");
}
