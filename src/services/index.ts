import { trusted } from "mongoose";
import type { Models } from "../db/index.js";
import { ChatWriters } from "./chat-writers.js";
import { Chats } from "./chats.js";
import type { Context } from "./context.js";
import { Duty } from "./duty.js";
import { Endings } from "./endings.js";
import { Gifs } from "./gifs.js";
import { Presence } from "./presence.js";
import { RoomNews } from "./room-news.js";
import { Rooms } from "./rooms.js";
import { SeatRecords } from "./seat-records.js";
import { Seats } from "./seats.js";
import { Visits } from "./visits.js";

export interface Services {
  readonly rooms: Rooms;
  readonly seats: Seats;
  readonly chats: Chats;
  readonly gifs: Gifs;
  readonly visits: Visits;
  /** What a connection asks for is done in here, so that the end neither overtakes it nor is overtaken. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Tidies up after the last run; nothing is served before. */
  open(): Promise<void>;
  /** Stops the clocks, then stores what was taken. */
  close(): Promise<void>;
}

export function createServices(context: Context): Services {
  const presence = new Presence();
  const news = new RoomNews(context, presence);
  const writers = new ChatWriters(context, news);
  const endings = new Endings(context, { presence, news, writers });
  const records = new SeatRecords(context, news);
  const seats = new Seats(context, { presence, records, endings, changed: (room) => news.changed(room) });
  const rooms = new Rooms(context, { presence, news, endings, seats });
  const chats = new Chats(context, { rooms, seats, writers });
  const gifs = new Gifs(context, { rooms, seats, chats });
  const duty = new Duty();
  const visits = new Visits(context, { rooms, seats, chats });
  return {
    ...{ rooms, seats, chats, gifs, visits },
    during: (work) => duty.during(work),
    open: async () => {
      await context.files.open();
      await removeOrphans(context.models);
      await gifs.sweep();
      await seats.restore();
    },
    close: async () => {
      const done = duty.end();
      seats.close();
      endings.close();
      await done;
      await writers.close();
      news.close();
      await context.background.settled();
    },
  };
}

/** Chats whose room was removed when the process died in the middle. */
async function removeOrphans({ rooms, chats }: Models): Promise<void> {
  // From room to room along the index, instead of reading every chat.
  const next = (room: string) =>
    chats
      .findOne({ room: trusted({ $gt: room }) }, { room: 1 })
      .sort({ room: 1, seq: 1 })
      .lean();
  for (let found = await next(""); found; found = await next(found.room)) {
    if (!(await rooms.exists({ _id: found.room }))) await chats.deleteMany({ room: found.room });
  }
}

export type { Announcer } from "./announcer.js";
export { Background } from "./background.js";
export { type Code, Refusal } from "./errors.js";
export { Limiter } from "./limiter.js";
