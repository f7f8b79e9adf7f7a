import type { Chat, Member, RoomView } from "../../shared/events.js";
import { limits } from "../../shared/limits.js";
import type { ChatLog } from "../chats/chat-log.js";
import { type Context, tellRoom, type Visitor } from "../ports.js";
import { toMember, toRoomView } from "../presenters.js";
import { assertMayRead } from "../rooms/room-access.js";
import type { RoomCache } from "../rooms/room-cache.js";
import type { Seats } from "../seats/seats.js";
import { TranscriptPictures } from "./transcript-pictures.js";

export interface Transcript {
  room: RoomView;
  by: Member;
  takenAt: Date;
  /** Ascending, up to the last chat of the moment at which it was taken. */
  pages(): AsyncGenerator<Chat[]>;
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

  pictures(): TranscriptPictures {
    return new TranscriptPictures(this.#context.files);
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
