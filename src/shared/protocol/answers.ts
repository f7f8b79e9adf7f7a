import type {
  Ban,
  Chat,
  Invite,
  Knock,
  KnockState,
  Member,
  NextRoom,
  RoomView,
  SeatedMember,
} from "../events.js";
import type { Hook, NewHook } from "../host-shapes.js";
import type { LobbyPage } from "../lobby-props.js";
import type {
  BansPage,
  BlockedPage,
  LogPage,
  OperatorHome,
  ReportPage,
  ReportsPage,
  RoomsPage,
  SiteSwitches,
} from "../operator-props.js";
import type { RaidPage } from "../raid-props.js";
import type { PrivacyPage } from "../site-props.js";

export type { Hook, NewHook } from "../host-shapes.js";

export interface Done {
  ok: true;
}

export type Role = "opener" | "host" | "acting";

/** Somebody with a role, in the room or not. */
export interface Caretaker extends SeatedMember {
  role: Role;
  seated: boolean;
}

/** For hosts: who looks after the room, and who is banned. */
export interface HostsPage {
  room: RoomName;
  caretakers: Caretaker[];
  bans: Ban[];
  isOwner: boolean;
}

export interface RoomPageView {
  room: RoomView;
  members: SeatedMember[];
  chats: Chat[];
  more: boolean;
  /** Without scripts: newer chats exist than these. */
  newer: boolean;
  lastSeq: number;
  changed: number;
  isOwner: boolean;
  isHost: boolean;
  isModerator: boolean;
  knocks: Knock[];
  next?: NextRoom;
  /** Without a seat. */
  watching?: true;
}

export type RoomName = Pick<RoomView, "_id" | "title">;

/** A challenge of ALTCHA, version 2, for PBKDF2/SHA-256. */
export interface Puzzle {
  /** `data.tries` is the largest number to try. */
  parameters: Record<string, unknown>;
  signature: string;
}

export interface HandOver {
  /** A path. */
  url: string;
  expiresAt: string;
}

/** The rest is for who may read the figures. */
export interface Health {
  ok: boolean;
  degraded?: boolean;
  /** Each has `ok`, and if it is not, `why` and `todo`. */
  checks?: Record<string, unknown>;
  version?: string;
  /** In seconds. */
  uptime?: number;
  startedAt?: string;
}

/** What routes answer that have no socket event: by the name of the operation. Events: ChatRequests. */
export interface Answers extends OperatorAnswers {
  listRooms: Omit<LobbyPage, "links" | "form">;
  readRoomLimits: {
    title: { least: number; most: number };
    max: { least: number; most: number; usual: number };
    password: { least: number; most: number };
  };
  openRoom: RoomView;
  viewRoom: RoomPageView;
  enterRoom: RoomView;
  viewSettings: RoomView;
  listHosts: HostsPage;
  makeHost: RoomView;
  removeHost: RoomView;
  listBans: { bans: Ban[] };
  listInvites: { invites: Invite[] };
  viewInvite: {
    room: Pick<RoomView, "_id" | "title" | "people" | "max" | "secret" | "locked">;
    by?: Member;
  };
  acceptInvite: RoomView;
  knock: { room: string };
  viewKnock: KnockState;
  listKnocks: { knocks: Knock[] };
  sendPicture: Chat;
  viewReportedMessage: { room: RoomName; chat: Chat };
  viewReportedRoom: { room: RoomName };
  reportMessage: Done;
  reportRoom: Done;
  createHook: NewHook;
  listHooks: { hooks: Hook[] };
  sendByHook: Chat;
  chooseLanguage: { lang: string };
  viewHandOver: { link: HandOver | null; isUsed: boolean };
  createHandOver: HandOver;
  lookAtHandOver: { visitor: Member };
  takeHandOver: Member;
  createPuzzle: Puzzle;
  viewGate: Done;
  passGate: Done;
  viewPrivacy: PrivacyPage["facts"];
  viewShare: { taken: false };
  checkHealth: Health;
}

export interface OperatorAnswers {
  signIn: { until: string };
  signOut: Done;
  viewOperator: { until: string; reports: OperatorHome["reportCount"]; switches: SiteSwitches };
  listReports: ReportsPage;
  viewReport: ReportPage;
  removeReported: { removed: number };
  blockReported: { blocked: number; removed: number; alike?: number };
  removeLookAlike: { removed: number };
  endReported: Done;
  banReported: { ban: string; until: string; isAddressSpared: boolean };
  decideReport: Done;
  decideReportsAlike: { removed: number };
  removeUnreadable: { removed: number };
  listAllRooms: RoomsPage;
  endRoom: Done;
  switchSite: SiteSwitches;
  announce: SiteSwitches;
  listSiteBans: BansPage;
  liftSiteBan: Done;
  listBlocked: BlockedPage;
  unblock: Done;
  viewLog: LogPage;
  viewRaid: RaidPage;
  endRaid: { addresses: number; visitors: number; rooms: number; isOwnSpared: boolean };
  liftRaid: Done;
}
