import type { QueueObserver } from "../lib/load/fair-queue.js";
import type { SendLimit } from "../lib/load/send-budget.js";
import type { Purpose } from "../shared/proof-purposes.js";

/** Counters and their labels. Each label has few values, and none identifies a visitor, a room or a text. */
export interface Counted {
  readonly reports: { kind: string };
  readonly reportWebhooks: { outcome: "sent" | "failed" | "dropped" };
  readonly proofs: { purpose: Purpose; event: ProofEvent };
  readonly roomBans: Record<never, never>;
  readonly endedForSpace: { limit: "visitor" | "server" };
  readonly overShare: { of: "rooms" | "pictures" | "connections" };
  readonly slowReaders: { limit: SendLimit | "connection" };
}

export type ProofEvent = "puzzle" | "wait" | "solved" | "waited" | "refused" | "missing";

export type QueueName = "requests" | "pictures" | "animations";

/** Called on hot paths: implementations only count. */
export interface MetricsRecorder {
  stored(chats: number): void;
  delivered(chats: number): void;
  answered(event: string, ms: number): void;
  /** Of bans, `where` says that the operator made it. */
  refused(code: string, where?: unknown): void;
  smallPicture(outcome: SmallOutcome): void;
  smallPicturesWaiting(count: number): void;
  count<Name extends keyof Counted>(name: Name, labels: Counted[Name]): void;
  queue(name: QueueName): QueueObserver;
}

export type SmallOutcome =
  | "made"
  | "no_gain"
  | "too_large"
  | "queue_full"
  | "no_space"
  | "failed"
  | "gone"
  | "closed";
