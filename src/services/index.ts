import { trusted } from "mongoose";
import type { Models } from "../db/index.js";
import { Duty } from "../lib/work-tracker.js";
import { ChatInserts } from "./chats/batch-inserter.js";
import { Changes } from "./chats/chat-edits.js";
import { ChatWriters } from "./chats/chat-log.js";
import { Chats } from "./chats/chats.js";
import { Newest } from "./chats/recent-chats.js";
import { Gifs } from "./gifs/gifs.js";
import { Rounds } from "./instances/instances.js";
import { Lease } from "./instances/lease.js";
import { Recovery } from "./instances/seat-recovery.js";
import { PeerNews } from "./instances/sync.js";
import type { Hint } from "./peers.js";
import type { Context } from "./ports.js";
import { RoomNews } from "./rooms/lobby-feed.js";
import { Totals } from "./rooms/lobby-totals.js";
import { RoomBook } from "./rooms/room-cache.js";
import { Visits } from "./rooms/room-entry.js";
import { Endings } from "./rooms/room-removal.js";
import { Rooms } from "./rooms/rooms.js";
import { Fading } from "./seats/fading.js";
import { Company } from "./seats/member-events.js";
import { Presence } from "./seats/presence.js";
import { SeatRecords } from "./seats/seat-store.js";
import { Seats } from "./seats/seats.js";

/** At the end, what is under way has this long to be done, and then to take notice that it is refused. */
const LAST_WORK_MS = 2000;
const LAST_REFUSALS_MS = 1000;

export interface Services {
  readonly rooms: Rooms;
  readonly seats: Seats;
  readonly chats: Chats;
  readonly changes: Changes;
  readonly gifs: Gifs;
  readonly visits: Visits;
  readonly totals: Totals;
  /** All that is asked is done in here, by request or by socket, so that the end neither overtakes it nor is overtaken. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** What another instance tells. */
  hear(hint: Hint): void;
  /** Tidies up after the last run; nothing is served before. */
  open(): Promise<void>;
  /** Stops the clocks, then stores what was taken. */
  close(): Promise<void>;
}

export function createServices(context: Context): Services {
  const presence = new Presence();
  const lease = new Lease(context.models.nodes);
  const company = new Company(context, { presence, lease });
  const book = new RoomBook(context);
  const news = new RoomNews(context, { presence, book });
  const newest = new Newest(context);
  const inserts = new ChatInserts(context.models.chats);
  const writers = new ChatWriters(context, { news, newest, inserts });
  const changes = new Changes(context, newest);
  const endings = new Endings(context, { presence, news, writers, changes });
  const records = new SeatRecords(context, { book, news, company });
  const fading = new Fading(context, { presence, records, endings, news });
  const seats = new Seats(context, { presence, lease, records, company, fading, endings, news });
  const totals = new Totals(context, presence);
  const rooms = new Rooms(context, { book, lease, news, endings, seats, totals });
  const chats = new Chats(context, { rooms, seats, writers, changes, newest });
  const gifs = new Gifs(context, { rooms, seats, chats });
  const visits = new Visits(context, { rooms, seats, chats, changes });
  const recovery = new Recovery(context, { presence, lease, records, fading, endings });
  const peerNews = new PeerNews(context, { lease, company, news, writers, changes, endings, seats });
  const rounds = new Rounds(context, { lease, recovery, peerNews, endings });
  const open = async () => {
    const { alone } = context.peers;
    await removeOrphans(context.models);
    await gifs.open(alone);
    await (alone ? recovery.restore() : rounds.open());
  };
  return {
    ...{ rooms, seats, chats, changes, gifs, visits, totals, open },
    ...untilTheEnd(context, { rounds, seats, endings, writers, news }),
    hear: (hint) => void context.background.run(() => peerNews.hear(hint)),
  };
}

interface Ending {
  rounds: Rounds;
  seats: Seats;
  endings: Endings;
  writers: ChatWriters;
  news: RoomNews;
}

function untilTheEnd(context: Context, parts: Ending): Pick<Services, "during" | "close"> {
  const duty = new Duty();
  return {
    during: (work) => duty.during(work),
    close: async () => {
      parts.rounds.close();
      await duty.end(LAST_WORK_MS);
      parts.seats.close();
      parts.endings.close();
      await duty.end(LAST_REFUSALS_MS);
      await parts.writers.close();
      parts.news.close();
      await context.background.settled();
    },
  };
}

/** Chats whose room was removed when the process died in the middle. */
async function removeOrphans({ rooms, chats }: Models): Promise<void> {
  const living = new Set(await rooms.distinct("_id"));
  // From room to room along the index, instead of reading every chat.
  const next = (room: string) =>
    chats
      .findOne({ room: trusted({ $gt: room }) }, { room: 1 })
      .sort({ room: 1, seq: 1 })
      .lean();
  for (let found = await next(""); found; found = await next(found.room)) {
    // Others may have opened one since the list was read.
    const lives = living.has(found.room) || (await rooms.exists({ _id: found.room }));
    if (!lives) await chats.deleteMany({ room: found.room });
  }
}

export type { Content, Streamed } from "../db/files/file-store.js";
export { Background } from "../lib/background-jobs.js";
export type { Announcer } from "./announcer.js";
export { type Code, isAway, Refusal, refusalIn } from "./errors.js";
export type { Meter } from "./meter.js";
export { type Hint, nobody, type Peers } from "./peers.js";
export { Limiter, type SharedCounts } from "./rate-limits/rate-limiter.js";
