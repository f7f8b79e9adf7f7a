import type { RaidPage } from "./raid-props.js";
import type { ReportView } from "./report-shapes.js";

export type { ReportContext, ReportedPicture, ReportReason, ReportView } from "./report-shapes.js";

export interface SiteSwitches {
  openingsClosedUntil?: string;
  lobbyHiddenUntil?: string;
  proofUntil?: string;
  announcement?: { text: string; at: string; until: string };
}

export interface OperatorHome {
  /** When the operator is signed out. */
  until: string;
  secondsLeft: number;
  reportCount: number;
  switches: SiteSwitches;
  /** An announcement that was typed before the operator was signed out. */
  draft?: string;
}

export interface ReportsPage {
  reports: ReportView[];
  /** For the link to older ones: `?before=`. */
  before?: string;
  /** Sealed under another OPERATOR_TOKEN. */
  unreadable: number;
  /** In place of a report that was decided already. */
  isGone?: boolean;
}

export interface LookAlike {
  room: string;
  seq: number;
  title?: string;
  still: string;
}

export interface ReportPage {
  report: ReportView;
  /** Missing: the room has ended. */
  room?: { people: number; max: number; ageSeconds: number; isThere: boolean };
  /** The message, with its picture. */
  isStillThere: boolean;
  lookAlikes: LookAlike[];
  blockedAlike: { hash: string; at: string }[];
  /** The picture itself. */
  isBlocked?: boolean;
  /** How many reports were first made from the same address as this one, with it. Missing: it alone. */
  fromSame?: number;
}

export interface OperatorRoom {
  id: string;
  /** Missing: the room is secret and nobody reported it. */
  title?: string;
  secret: boolean;
  listed: boolean;
  people: number;
  max: number;
  ageSeconds: number;
  messagesPerMinute: number;
  picturesPerMinute: number;
  reported: boolean;
  proof: boolean;
  expiresAt?: string;
}

export type RoomSort = "rate" | "new";

export interface RoomsPage {
  rooms: OperatorRoom[];
  sort: RoomSort;
  before?: string;
}

export interface OperatorBan {
  id: string;
  visitor?: string;
  /** With `visitor`. */
  color?: string;
  /** Missing: everywhere. */
  room?: string;
  /** Of a raid: its id, which its other bans have as well; the address's key as on the page of raids; how many visitors. */
  raid?: string;
  address?: string;
  visitors?: number;
  at: string;
  until: string;
}

export interface BansPage {
  bans: OperatorBan[];
}

export interface BlockedPicture {
  hash: string;
  at: string;
  /** Pictures that look alike are refused as well. */
  alike: boolean;
}

export interface BlockedPage {
  blocked: BlockedPicture[];
  before?: string;
}

/** A failed act has an entry of its own, `failed`, whose target is the number. */
export const acts = [
  "enter",
  "decide",
  "remove",
  "block",
  "unblock",
  "end",
  "ban",
  "lift",
  "openings",
  "lobby",
  "proof",
  "announce",
  "raid",
  "failed",
] as const;

export type ActName = (typeof acts)[number];

export interface ActView {
  number: number;
  at: string;
  act: ActName;
  /** Ids only, such as `room/ID/12`. */
  target: string;
  /** False if another entry says that it failed. */
  ok: boolean;
}

export interface LogPage {
  /** The latest first. */
  acts: ActView[];
  /** Of the last 1,000 entries: false if somebody changed or removed one. */
  intact: boolean;
  /** Entries among them that nobody can check any more: they were made with another OPERATOR_TOKEN. */
  unverified: number;
  before?: number;
}

/** Each under its template: views/operator/home.njk is `operator/home`. */
export interface OperatorPages {
  "operator/home": OperatorHome;
  "operator/reports": ReportsPage;
  "operator/report": ReportPage;
  "operator/rooms": RoomsPage;
  "operator/bans": BansPage;
  "operator/blocked": BlockedPage;
  "operator/log": LogPage;
  "operator/raid": RaidPage;
}
