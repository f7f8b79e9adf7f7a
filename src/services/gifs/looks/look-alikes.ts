import { trusted } from "mongoose";
import type { Models } from "../../../db/index.js";
import type { StoredGif } from "../../../db/models/chat.js";
import { filesOf } from "../../../db/models/picture-files.js";
import type { BlockedPicture, BlockedPictures } from "../blocked-pictures.js";
import { distance, MOST_BITS, partsOf } from "./alike.js";

const MOST = 50;
const BATCH = 200;
/** Of those that have a part of the look in common. */
const MOST_READ = 20_000;

export interface LookAlike {
  room: string;
  seq: number;
  /** Missing for secret rooms. */
  title?: string;
  still: string;
  hashes: string[];
  distance: number;
}

type Found = Omit<LookAlike, "title">;

/** For the operator: what looks like a picture. Nothing here is refused. */
export class LookAlikes {
  readonly #models: Pick<Models, "chats" | "rooms">;
  readonly #blocked: BlockedPictures;

  constructor(models: Pick<Models, "chats" | "rooms">, blocked: BlockedPictures) {
    this.#models = models;
    this.#blocked = blocked;
  }

  /** The nearest first. What has one of the hashes is the picture itself. */
  async inRooms(
    looks: readonly string[],
    except: readonly string[] = [],
    limit: number = MOST,
  ): Promise<LookAlike[]> {
    const most = Math.min(limit, MOST);
    const nearest: Found[] = [];
    for await (const found of this.#find(looks)) {
      if (found.hashes.some((hash) => except.includes(hash))) continue;
      const at = nearest.findIndex((other) => other.distance > found.distance);
      nearest.splice(at < 0 ? nearest.length : at, 0, found);
      nearest.length = Math.min(nearest.length, most);
    }
    return this.#withTitles(nearest);
  }

  isBlocked(hashes: readonly string[]): Promise<boolean> {
    return this.#blocked.has(hashes);
  }

  blocked(looks: readonly string[]): Promise<BlockedPicture[]> {
    return this.#blocked.findAlike(looks);
  }

  /** In batches, with a turn of the event loop between. Of many, some suffice. */
  async *#find(looks: readonly string[]): AsyncGenerator<Found> {
    const near = { "gif.lookParts": trusted({ $in: partsOf(looks) }) };
    const pictures = this.#models.chats.find(near, { _id: 0, room: 1, seq: 1, gif: 1 }).limit(MOST_READ);
    for await (const { room, seq, gif } of pictures.lean().cursor({ batchSize: BATCH })) {
      const { hashes = [], looks: its = [], ...files } = gif as StoredGif;
      const bits = distance(looks, its);
      const still = `/gif/${room}/${filesOf(files).still}`;
      if (bits <= MOST_BITS) yield { room, seq, still, hashes, distance: bits };
    }
  }

  async #withTitles(found: readonly Found[]): Promise<LookAlike[]> {
    const _id = trusted({ $in: [...new Set(found.map(({ room }) => room))] });
    const open = { _id, password: trusted({ $exists: false }) };
    const rooms = await this.#models.rooms.find(open, { title: 1 }).lean();
    const titles = new Map(rooms.map((room) => [room._id, room.title]));
    return found.map((one) => {
      const title = titles.get(one.room);
      return title === undefined ? one : { ...one, title };
    });
  }
}
