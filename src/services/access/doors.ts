import type { ChatEdits } from "../chats/chat-edits.js";
import type { ChatLog } from "../chats/chat-log.js";
import type { BlockedPictures } from "../gifs/blocked-pictures.js";
import { ActLog } from "../operator/acts/act-log.js";
import { type ActParts, createActs, type OperatorServices } from "../operator/acts/acts.js";
import { OperatorAccess } from "../operator/operator-access.js";
import { Raids } from "../operator/raids/raids.js";
import { SiteBans } from "../operator/site-bans.js";
import { SiteChanges } from "../operator/site-changes.js";
import { SiteSwitches } from "../operator/site-switches.js";
import type { Context } from "../ports.js";
import type { Quotas } from "../quotas/quotas.js";
import { Reports } from "../reports/reports.js";
import type { LobbyFeed } from "../rooms/lobby-feed.js";
import type { RoomCache } from "../rooms/room-cache.js";
import type { RoomRemoval } from "../rooms/room-removal.js";
import type { Seats } from "../seats/seats.js";
import { SiteAccess } from "./site-access.js";

export interface DoorServices {
  readonly site: SiteAccess;
  readonly operator: OperatorAccess;
  readonly siteSwitches: SiteSwitches;
  readonly acts: OperatorServices;
  readonly reports: Reports;
  readonly siteBans: SiteBans;
  readonly raids: Raids;
}

export interface RoomParts {
  readonly roomCache: RoomCache;
  readonly lobby: LobbyFeed;
  readonly seats: Seats;
  readonly removal: RoomRemoval;
  readonly log: ChatLog;
  readonly edits: ChatEdits;
  readonly quotas: Quotas;
  readonly pictures: ActParts["pictures"];
  readonly blocks: BlockedPictures;
  readonly alike: ActParts["alike"];
}

export function createDoors(context: Context, parts: RoomParts): DoorServices {
  const { guesses } = parts.quotas;
  const log = new ActLog(context.models.operatorActs, (text) => context.access.operator?.sign(text) ?? "");
  const operator = new OperatorAccess(context, guesses, log);
  const siteSwitches = new SiteSwitches(context);
  new SiteChanges(context, parts.lobby);
  const reports = new Reports(context, parts.roomCache);
  const bans = new SiteBans(context, parts.seats);
  const own = { reports, bans, switches: siteSwitches };
  const acts = createActs(context, { ...parts, ...own, access: operator, log });
  return {
    site: new SiteAccess(context, guesses),
    operator,
    siteSwitches,
    siteBans: bans,
    reports,
    acts,
    raids: new Raids(context, { ...parts, bans, reports }, acts.runner),
  };
}
