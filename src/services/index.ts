import { createDoors, type DoorServices } from "./access/doors.js";
import { ChatEdits } from "./chats/chat-edits.js";
import { ChatLog } from "./chats/chat-log.js";
import { Chats } from "./chats/chats.js";
import { createContext } from "./create-context.js";
import { Gifs } from "./gifs/gifs.js";
import { type HostServices, RoomControl } from "./hosts/room-control.js";
import { Instances } from "./instances/instances.js";
import { InstanceLease } from "./instances/lease.js";
import { Figures } from "./monitoring/figures.js";
import type { Context, Hint } from "./ports.js";
import { Quotas } from "./quotas/quotas.js";
import { LobbyFeed } from "./rooms/lobby-feed.js";
import { RoomCache } from "./rooms/room-cache.js";
import { RoomEntry } from "./rooms/room-entry.js";
import { RoomRemoval } from "./rooms/room-removal.js";
import { Rooms } from "./rooms/rooms.js";
import { Presence } from "./seats/presence.js";
import { Seats } from "./seats/seats.js";
import { Transcripts } from "./transcripts/transcripts.js";

const DRAIN_MS = 2000;
const LAST_REFUSALS_MS = 1000;

type FullContext = ReturnType<typeof createContext>;

export interface Services extends HostServices, DoorServices {
  readonly rooms: Rooms;
  readonly entry: RoomEntry;
  readonly seats: Seats;
  readonly chats: Chats;
  readonly edits: ChatEdits;
  readonly gifs: Gifs;
  readonly lobby: LobbyFeed;
  readonly transcripts: Transcripts;
  readonly figures: Figures;
  /** Every request runs in here, so that shutdown waits for it. */
  track<T>(work: () => Promise<T>): Promise<T>;
  onHint(hint: Hint): void;
  /** Cleans up after the last run. Nothing may be served before. */
  start(): Promise<void>;
  /** Resolves when everything that was accepted is stored. */
  close(): Promise<void>;
}

export function createServices(context: FullContext): Services {
  const lease = new InstanceLease(context.models.instances);
  const presence = new Presence(context);
  const quotas = new Quotas(context);
  const roomCache = new RoomCache(context);
  const lobby = new LobbyFeed(context, presence, roomCache);
  const log = new ChatLog(context);
  const edits = new ChatEdits(context, log);
  const removal = new RoomRemoval(context, roomCache, log);
  const seats = new Seats(context, roomCache, presence, lease, removal);
  const control = new RoomControl(context, roomCache, lobby, presence, seats, removal, lease, quotas);
  const rooms = new Rooms(context, roomCache, lobby, seats, removal, lease, quotas);
  const chats = new Chats(context, roomCache, seats, log, edits, quotas.pictures);
  const gifs = new Gifs(context, roomCache, seats, chats, quotas.pictures);
  const transcripts = new Transcripts(context, roomCache, seats, log);
  const entry = new RoomEntry(context, roomCache, lobby, seats, chats, edits, quotas);
  const instances = new Instances(context, lease, presence, roomCache, lobby, log, edits, removal, seats);
  const doors = createDoors(context, {
    ...{ roomCache, lobby, seats, removal, log, edits, quotas },
    ...{ pictures: chats.shared, blocks: gifs.blocked, alike: gifs.alike },
  });
  const parts = { instances, control, quotas, seats, removal, log, lobby, gifs, raids: doors.raids };
  return {
    ...{ ...control.services, ...doors },
    rooms,
    entry,
    seats,
    chats,
    edits,
    gifs,
    lobby,
    transcripts,
    figures: new Figures(context, {
      ...{ lease, pictures: quotas.pictures },
      ...{ turns: gifs.turns, reports: doors.reports },
    }),
    track: (work) => context.requests.track(work),
    onHint: (hint) => instances.onHint(hint),
    start: () => startAll(context, parts),
    close: () => closeAll(context, parts),
  };
}

interface Parts {
  readonly instances: Instances;
  readonly control: RoomControl;
  readonly quotas: Quotas;
  readonly seats: Seats;
  readonly removal: RoomRemoval;
  readonly log: ChatLog;
  readonly lobby: LobbyFeed;
  readonly gifs: Gifs;
  readonly raids: DoorServices["raids"];
}

async function startAll({ siteRules }: Context, parts: Parts): Promise<void> {
  await siteRules.load();
  await parts.log.removeOrphans();
  await parts.lobby.start();
  await parts.gifs.sweep();
  await parts.quotas.start();
  await parts.instances.start();
  await parts.control.start();
  await parts.raids.start();
}

async function closeAll({ requests, background }: Context, parts: Parts): Promise<void> {
  parts.instances.close();
  parts.control.close();
  parts.raids.close();
  parts.quotas.close();
  await requests.drain(DRAIN_MS);
  await parts.gifs.close();
  parts.seats.close();
  parts.removal.close();
  await requests.drain(LAST_REFUSALS_MS);
  await parts.log.close();
  parts.lobby.close();
  await background.close();
}

export type { Content, Streamed } from "../db/files/file-store.js";
export { tellBoth } from "./broadcaster.js";
export { type SerializedPage, toPageJson } from "./chats/chat-pages.js";
export type { InTurn } from "./chats/chat-search.js";
export type { Counted, QueueName } from "./counted.js";
export { type Code, isDatabaseUnavailable, Refusal, statuses, toRefusal } from "./errors.js";
export type { Picture } from "./gifs/gifs.js";
export type { Speaker as HookSpeaker } from "./hooks/hooks.js";
export { type Listener, sendMissedChanges, sendMissedChats } from "./listening/catch-up.js";
export type { Figures } from "./monitoring/figures.js";
export { operatorInputs } from "./operator/acts/operator-inputs.js";
export type { NewBan } from "./operator/acts/report-acts.js";
export { announcementInput } from "./operator/site-switches.js";
export {
  type Broadcaster,
  type Hint,
  type InstanceBus,
  type MetricsRecorder,
  noOtherInstances,
  type OperatorPass,
  type SmallOutcome,
  type Visitor,
} from "./ports.js";
export { toMember, toNotice } from "./presenters.js";
export type { Proofs } from "./proof/proofs.js";
export { WaitingPlaces } from "./quotas/waiting-places.js";
export { RateLimiter, type SharedCounts } from "./rate-limits/rate-limiter.js";
export { refusalText } from "./refusal-text.js";
export { REPORT_DAYS } from "./reports/report-store.js";
export type { Entrance } from "./rooms/room-entry.js";
export type { TranscriptPicture } from "./transcripts/transcript-pictures.js";
export type { Transcript } from "./transcripts/transcripts.js";
export { codeOfField, inputs, parse } from "./validation.js";
export { colorOf, newVisitor } from "./visitors/visitors.js";
export type { Watching } from "./watching/watchers.js";
export { createContext };
