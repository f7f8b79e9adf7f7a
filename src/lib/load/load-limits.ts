import { addressGroup, groupAround } from "../address-group.js";
import { FairQueue, type QueueObserver } from "./fair-queue.js";
import { type Backlog, type BacklogSource, SendBudget, type SendLimit } from "./send-budget.js";

const MB = 1024 * 1024;
const MAX_UNSENT = 96 * MB;
const MAX_UNSENT_PER_ADDRESS = 16 * MB;
/** An acknowledgement takes several turns of the event loop, so each has to be short. */
const SLICE_MS = 2;
const MAX_SLICE_MS = 10;
const CONCURRENCY = 8;
const CONCURRENCY_PER_ADDRESS = 4;
const STALLED_MS = 100;
const MAX_WAITING = 5000;
const MAX_WAITING_PER_ADDRESS = 500;
/** An IPv6 /48 may have this many times what one of its /64 may, of turns and open connections. */
export const AROUND_FACTOR = 4;

/** Keeps one address from making others wait. Shared by HTTP and sockets. */
export interface LoadLimits {
  readonly turns: FairQueue;
  readonly unsent: SendBudget;
  shareOf(address: string): string;
}

interface LoadOptions {
  readonly shares: boolean;
  readonly observer: QueueObserver;
  onCut(limit: SendLimit): void;
}

export function createLoadLimits({ shares, observer, onCut }: LoadOptions): LoadLimits {
  return {
    turns: new FairQueue(turnLimits(shares), observer),
    unsent: new SendBudget({
      ...{ perAddress: shares ? MAX_UNSENT_PER_ADDRESS : MAX_UNSENT, total: MAX_UNSENT },
      onCut,
    }),
    shareOf: shares ? addressGroup : () => "everybody",
  };
}

const turnLimits = (shares: boolean) => ({
  sliceMs: shares ? SLICE_MS : MAX_SLICE_MS,
  concurrency: CONCURRENCY,
  concurrencyPerKey: shares ? CONCURRENCY_PER_ADDRESS : CONCURRENCY,
  maxWaiting: MAX_WAITING,
  maxWaitingPerKey: shares ? MAX_WAITING_PER_ADDRESS : MAX_WAITING,
  stalledMs: STALLED_MS,
  around: groupAround,
  aroundFactor: AROUND_FACTOR,
});

export type { Backlog, BacklogSource };
