import { EventEmitter } from "node:events";
import type { Connection, mongo } from "mongoose";
import { emitWriteEvents, type RoomWriteEvents } from "../room-write-events.js";
import { type ChatModel, createChatModel } from "./chat.js";
import { createHandOverModel, type HandOverModel } from "./hand-over.js";
import {
  createInstanceModel,
  createRemovedRoomModel,
  type InstanceModel,
  type RemovedRoomModel,
} from "./instance.js";
import { createInviteModel, type InviteModel } from "./invite.js";
import { createRoomModel, type RoomModel, roomSchema } from "./room.js";
import { type BlockedPictureModel, createBlockedPictureModel } from "./site/blocked-picture.js";
import { createEndedRaidModel, type EndedRaidModel } from "./site/ended-raid.js";
import { createOperatorActModel, type OperatorActModel } from "./site/operator-act.js";
import {
  createReportModel,
  createReportPictureModel,
  type ReportModel,
  type ReportPictureModel,
} from "./site/report.js";
import { createSiteBanModel, type SiteBanModel } from "./site/site-ban.js";
import { createSiteStateModel, type SiteStateModel } from "./site/site-state.js";
import { createUsedProofModel, type UsedProofModel } from "./used-proof.js";

export interface Models {
  readonly rooms: RoomModel;
  readonly roomWrites: RoomWriteEvents;
  readonly chats: ChatModel;
  readonly instances: InstanceModel;
  readonly removedRooms: RemovedRoomModel;
  readonly usedProofs: UsedProofModel;
  readonly invites: InviteModel;
  readonly handOvers: HandOverModel;
  readonly blockedPictures: BlockedPictureModel;
  readonly operatorActs: OperatorActModel;
  readonly siteStates: SiteStateModel;
  readonly siteBans: SiteBanModel;
  readonly endedRaids: EndedRaidModel;
  readonly reports: ReportModel;
  readonly reportPictures: ReportPictureModel;
}

export async function createModels(connection: Connection): Promise<Models> {
  const roomWrites: RoomWriteEvents = new EventEmitter();
  const schema = roomSchema.clone();
  emitWriteEvents(schema, roomWrites);
  const models = {
    rooms: createRoomModel(connection, schema),
    chats: createChatModel(connection),
    instances: createInstanceModel(connection),
    removedRooms: createRemovedRoomModel(connection),
    usedProofs: createUsedProofModel(connection),
    invites: createInviteModel(connection),
    handOvers: createHandOverModel(connection),
    blockedPictures: createBlockedPictureModel(connection),
    operatorActs: createOperatorActModel(connection),
    siteStates: createSiteStateModel(connection),
    siteBans: createSiteBanModel(connection),
    endedRaids: createEndedRaidModel(connection),
    reports: createReportModel(connection),
    reportPictures: createReportPictureModel(connection),
  };
  // Promises rest on the unique indexes, so nothing is served before they exist.
  await Promise.all((Object.values(models) as unknown as RoomModel[]).map(createIndexes));
  return { ...models, roomWrites };
}

/** Without the timeout of other operations: a new index on much data takes longer. */
async function createIndexes({
  schema,
  collection,
}: Pick<RoomModel, "schema" | "collection">): Promise<void> {
  const indexes = schema.indexes().map(([key, options]) => ({ ...options, key }) as mongo.IndexDescription);
  const unhurried: mongo.CreateIndexesOptions & { socketTimeoutMS: number } = { socketTimeoutMS: 0 };
  if (indexes.length) await collection.createIndexes(indexes, unhurried);
}
