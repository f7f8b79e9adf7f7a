import type { ChatRecord } from "../../../db/models/chat.js";
import type { Context } from "../../ports.js";
import type { RoomCache } from "../../rooms/room-cache.js";
import type { RoomRemoval } from "../../rooms/room-removal.js";
import { type LookAlikes, ReportDesk } from "../desk/report-desk.js";
import { OperatorRooms } from "../desk/room-list.js";
import { type BanList, type BlockedList, SiteLists } from "../desk/site-lists.js";
import type { OperatorAccess } from "../operator-access.js";
import type { SiteSwitches } from "../site-switches.js";
import type { ActLog } from "./act-log.js";
import { ActRunner } from "./act-runner.js";
import { MessageRemoval } from "./message-removal.js";
import { type AlikeInRooms, type Bans, type PictureBlocks, ReportActs } from "./report-acts.js";
import type { ReportSource } from "./report-source.js";
import { RoomActs } from "./room-acts.js";
import { SiteActs } from "./site-acts.js";

export interface OperatorServices {
  readonly runner: ActRunner;
  readonly log: ActLog;
  readonly reports: ReportActs;
  readonly rooms: RoomActs;
  readonly site: SiteActs;
  readonly desk: ReportDesk;
  readonly roomList: OperatorRooms;
  readonly lists: SiteLists;
}

export interface ActParts {
  readonly access: OperatorAccess;
  readonly log: ActLog;
  readonly roomCache: RoomCache;
  readonly removal: RoomRemoval;
  readonly pictures: { removeChat(found: ChatRecord): Promise<unknown> };
  readonly reports: ReportSource;
  readonly blocks: PictureBlocks & BlockedList & { unblock(hashes: readonly string[]): Promise<void> };
  readonly alike: LookAlikes & AlikeInRooms;
  readonly bans: Bans & BanList & { lift(id: string): Promise<void> };
  readonly switches: SiteSwitches;
}

export function createActs(context: Context, parts: ActParts): OperatorServices {
  const { log, reports, roomCache, bans, blocks } = parts;
  const { models } = context;
  const runner = new ActRunner(parts.access, log, context.background);
  const removal = new MessageRemoval(models.chats, parts.pictures, context.background);
  const rooms = new RoomActs(runner, roomCache, parts.removal);
  return {
    runner,
    log,
    rooms,
    reports: new ReportActs(runner, reports, removal, rooms, blocks, bans, parts.alike, context.addressKeys),
    site: new SiteActs(runner, parts.switches, bans, blocks),
    desk: new ReportDesk(reports, roomCache, removal, parts.alike, context.files),
    roomList: new OperatorRooms(models, reports),
    lists: new SiteLists(bans, blocks),
  };
}
