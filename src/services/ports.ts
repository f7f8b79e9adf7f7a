import type { EventEmitter } from "node:events";
import type { AccessSettings } from "../config/access.js";
import type { AddressRule, Rule } from "../config/rate-limits.js";
import type { FileStore } from "../db/files/file-store.js";
import type { Models } from "../db/index.js";
import type { RoomRecord } from "../db/models/room.js";
import type { BackgroundJobs } from "../lib/background-jobs.js";
import type { SharedSecret } from "../lib/shared-secret.js";
import type { WorkTracker } from "../lib/work-tracker.js";
import type { Chat, Member, Whisper } from "../shared/events.js";
import type { Purpose } from "../shared/proof-purposes.js";
import type { Broadcaster, RoomEvent } from "./broadcaster.js";
import type { MetricsRecorder } from "./counted.js";
import type { SiteRules } from "./operator/site-rules.js";
import type { ReportKey } from "./reports/report-key.js";

export type { Broadcaster, ChatChange, ExpelReason, RoomEvent } from "./broadcaster.js";
export type { MetricsRecorder, SmallOutcome } from "./counted.js";

export interface Visitor extends Member {
  readonly address: string;
  readonly since: number;
  readonly operator?: OperatorPass | undefined;
}

/** An author: a visitor or a hook. */
export interface Author extends Member {
  /** Of a hook: the host who made it. */
  readonly bot?: string | undefined;
}

/** A session keeps it after the operator's token was given. It is invalid once the token changes. */
export interface OperatorPass {
  readonly mark: string;
  readonly until: number;
}

export interface Access extends Pick<AccessSettings, "openRooms" | "lobby"> {
  readonly site: SharedSecret | undefined;
  readonly operator: SharedSecret | undefined;
  /** Missing without an operator: then nobody can report. */
  readonly reports: Reporting | undefined;
}

export interface Reporting {
  readonly key: ReportKey;
  readonly webhook: string | undefined;
  readonly publicOrigin: string | undefined;
}

// By what the shares of an address are counted: keyed hashes of its group and, for IPv6, of the wider one. None for an
// address that says nothing about who it is: then nobody is held to a share of it.
export type AddressKeys = (address: string) => readonly string[];

export interface Dependencies {
  readonly models: Models;
  readonly files: FileStore;
  readonly broadcaster: Broadcaster;
  readonly bus: InstanceBus;
  readonly limiter: Limiter;
  readonly metrics: MetricsRecorder;
  readonly background: BackgroundJobs;
  /** False during an outage and shortly after it, while visitors reconnect. */
  readonly database: { readonly isSettled: boolean };
  readonly emptyRoomGraceMs: number;
  readonly lostConnectionGraceMs: number;
  readonly aloneGraceMs: number;
  readonly maxRooms: number;
  readonly maxPictureBytes: number;
  readonly maxGifBytes: number;
}

export interface Limiter {
  /** Without limits nobody is counted, nor held to a share. */
  readonly enabled: boolean;
  assertAllowed(rule: Rule, key: string): Promise<void>;
  assertAddressAllowed(rule: AddressRule, address: string): Promise<void>;
  isWithin(rule: AddressRule, address: string): Promise<boolean>;
  count(rule: Rule, key: string): Promise<number>;
  countUp(rule: Rule, key: string): Promise<number>;
  refund(rule: Rule, key: string): Promise<void>;
}

export interface Context extends Dependencies {
  readonly requests: WorkTracker;
  readonly addressKeys: AddressKeys;
  /** Counted against quotas: over Tor the circuit, and all of Tor. */
  readonly quotaKeys: AddressKeys;
  /** Whose share of a room or of the space is used: all visitors over Tor have one share together. */
  readonly shareKey: (address: string) => string | undefined;
  readonly proofs: {
    readonly isOffered: boolean;
    isNeeded(purpose: Purpose, address: string): boolean;
    assertProven(purpose: Purpose, visitor: string, proof: unknown): Promise<void>;
  };
  readonly access: Access;
  readonly siteRules: SiteRules;
  readonly events: DomainEvents;
}

/** Listeners run before `emit` returns, and must not throw. */
export type DomainEvents = EventEmitter<{
  roomChanged: [room: string];
  membersChanged: [record: RoomRecord];
  roomRemoved: [room: string];
  /** Somebody watches the room at this instance; nobody does any more. */
  watched: [record: RoomRecord];
  unwatched: [room: string];
  siteRulesChanged: [];
}>;

/** A message between instances. It may be late or lost, so it only says where to look; the database has the truth. */
export type Hint = RoomHint | ReplacedHint | SiteHint;

/** The operator changed what holds for the whole site. */
export interface SiteHint {
  about: "site";
}

export type RoomHint =
  | { about: "changed"; room: string }
  | { about: "ended"; room: string; listed: boolean }
  | { about: "chats"; room: string; chats: Chat[] }
  | { about: "changes"; room: string; last: number }
  | { about: "event"; room: string; event: RoomEvent }
  | { about: "whisper"; room: string; whisper: Whisper }
  | { about: "knock"; room: string; visitor: string; admitted: boolean }
  /** A visitor came by a page or a socket there. A visitor with a socket needs no page lease elsewhere. */
  | { about: "page" | "socket"; room: string; visitor: string };

/** Under the hash that the session is stored by: its id is known to the cookie alone. */
export interface ReplacedHint {
  about: "replaced";
  session: string;
  isSameVisitor: boolean;
}

export interface InstanceBus {
  /** Without other instances, memory can be trusted and caches may be used. */
  readonly hasOthers: boolean;
  publish(hint: Hint): void;
  onHint(listener: (hint: Hint) => void): void;
}

/** At this instance and at the others. */
export function tellRoom({ broadcaster, bus }: Context, room: string, event: RoomEvent): void {
  broadcaster.event(room, event);
  bus.publish({ about: "event", room, event });
}

export const noOtherInstances: InstanceBus = {
  hasOthers: false,
  publish: () => {},
  onHint: () => {},
};
