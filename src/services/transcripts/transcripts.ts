import type { Content } from "../../db/files/file-store.js";
import type { Chat, Member, RoomView } from "../../shared/events.js";
import { limits } from "../../shared/limits.js";
import type { ChatLog } from "../chats/chat-log.js";
import { packFileOf } from "../gifs/pack.js";
import { type Context, tellRoom, type Visitor } from "../ports.js";
import { toMember, toRoomView } from "../presenters.js";
import { assertMayRead } from "../rooms/room-access.js";
import type { RoomCache } from "../rooms/room-cache.js";
import type { Seats } from "../seats/seats.js";

const MAX_MOVING_BYTES = 100 * 1024 * 1024;

export interface Transcript {
  room: RoomView;
  by: Member;
  takenAt: Date;
  /** Ascending, up to the last chat of the moment at which it was taken. */
  pages(): AsyncGenerator<Chat[]>;
}

export interface TranscriptPicture {
  content: Content;
  type: string;
}

export class Transcripts {
  readonly #context: Context;
  readonly #rooms: RoomCache;
  readonly #seats: Seats;
  readonly #log: ChatLog;

  constructor(context: Context, rooms: RoomCache, seats: Seats, log: ChatLog) {
    this.#context = context;
    this.#rooms = rooms;
    this.#seats = seats;
    this.#log = log;
  }

  async take(visitor: Visitor, id: unknown): Promise<Transcript> {
    const record = await this.#rooms.get(id);
    const room = record._id;
    const by = toMember(await this.#seats.assertSeated(visitor, room));
    assertMayRead(record, visitor, this.#context);
    await this.#context.limiter.assertAllowed("transcript", visitor.id);
    const last = await this.#log.lastSeq(room);
    tellRoom(this.#context, room, { name: "took", payload: { member: by } });
    const view = toRoomView(record, undefined);
    return { room: view, by, takenAt: new Date(), pages: () => this.#pages(room, last) };
  }

  pictures(): (chat: Chat) => Promise<TranscriptPicture | undefined> {
    let left = MAX_MOVING_BYTES;
    return async ({ room, gif }) => {
      if (!gif) return undefined;
      const isMoving = gif.bytes <= left;
      if (isMoving) left -= gif.bytes;
      const url = isMoving ? gif.url : gif.still;
      const packed = packFileOf(url);
      const name = url.slice(url.lastIndexOf("/") + 1);
      const content = packed ? { path: packed } : await this.#context.files.find(room, name);
      return content && { content, type: isMoving ? gif.type : "image/webp" };
    };
  }

  async *#pages(room: string, last: number): AsyncGenerator<Chat[]> {
    let more = true;
    for (let after = 0; more && after < last; ) {
      const page = await this.#log.page(room, { after, limit: limits.page.most });
      const chats = page.chats.filter(({ seq }) => seq <= last);
      yield chats;
      after = page.chats.at(-1)?.seq ?? last;
      more = page.more;
    }
  }
}
