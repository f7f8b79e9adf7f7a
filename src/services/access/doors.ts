import type { ChatEdits } from "../chats/chat-edits.js";
import type { ChatLog } from "../chats/chat-log.js";
import { OperatorAccess } from "../operator/operator-access.js";
import type { Context } from "../ports.js";
import type { Quotas } from "../quotas/quotas.js";
import type { LobbyFeed } from "../rooms/lobby-feed.js";
import type { RoomCache } from "../rooms/room-cache.js";
import type { RoomRemoval } from "../rooms/room-removal.js";
import type { Seats } from "../seats/seats.js";
import { SiteAccess } from "./site-access.js";

export interface DoorServices {
  readonly site: SiteAccess;
  readonly operator: OperatorAccess;
}

export interface RoomParts {
  readonly roomCache: RoomCache;
  readonly lobby: LobbyFeed;
  readonly seats: Seats;
  readonly removal: RoomRemoval;
  readonly log: ChatLog;
  readonly edits: ChatEdits;
  readonly quotas: Quotas;
}

export const createDoors = (context: Context, { quotas }: RoomParts): DoorServices => ({
  site: new SiteAccess(context, quotas.guesses),
  operator: new OperatorAccess(context, quotas.guesses),
});
