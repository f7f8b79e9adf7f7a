import { OverloadError } from "../overload-error.js";
import { type Job, Lane } from "./fair-lane.js";

/** So many may wait even when a flood of many addresses has filled the queue. */
const ALWAYS_MAY_WAIT = 8;
const MAX_IDLE_LANES = 10_000;

interface Running {
  lane: Lane;
  waitedMs: () => number;
  startedAt: number;
}

interface RunOptions {
  isGone?: () => boolean;
  isBounded?: boolean;
  /** Of the job's time, what it spent waiting for others, which is not its cost. */
  waitedMs?: () => number;
}

/** `share`: too many of this key wait. `gone`: nobody waits for the answer any more. */
export interface QueueObserver {
  started(waitedMs: number): void;
  dropped(reason: "full" | "share" | "gone"): void;
}

export interface FairQueueLimits {
  /** Jobs start for this long; then the event loop turns, so that acknowledgements and timers get through. */
  sliceMs: number;
  concurrency: number;
  concurrencyPerKey: number;
  maxWaiting: number;
  maxWaitingPerKey: number;
  /** A job that takes longer waits for something and does not compute, so others may start. */
  stalledMs?: number;
  /** The wider key that costs and limits count for as well, as an IPv6 /48 is for its /64. */
  around?: (key: string) => string | undefined;
  aroundFactor?: number;
}

// Runs expensive jobs, a few at once. The next job is of the key that has cost the least lately, so a flood queues
// behind itself. No library does this: p-queue knows priorities, but neither keys nor costs.
export class FairQueue {
  readonly #limits: FairQueueLimits;
  readonly #lanes = new Map<string, Lane>();
  readonly #ready = new Set<Lane>();
  readonly #running = new Set<Running>();
  #waiting = 0;
  #sliceEnd = 0;
  #isInSlice = false;
  #stallTimer: NodeJS.Timeout | undefined;
  readonly #observer: QueueObserver;

  constructor(limits: FairQueueLimits, observer: QueueObserver = nobody) {
    this.#limits = limits;
    this.#observer = observer;
  }

  get load(): { waiting: number; running: number } {
    return { waiting: this.#waiting, running: this.#running.size };
  }

  run<T>(
    key: string,
    job: () => Promise<T>,
    { isGone = never, isBounded = false, waitedMs = zero }: RunOptions = {},
  ): Promise<T> {
    const lane = this.#laneOf(key);
    const reason = isBounded ? undefined : this.#whyFull(lane);
    if (reason) {
      this.#observer.dropped(reason);
      return Promise.reject(overloaded);
    }
    return new Promise<T>((resolve, reject) => {
      const run = () => job().then(resolve, reject);
      const askedAt = performance.now();
      lane.waiting.push({ run, isGone, drop: () => reject(overloaded), waitedMs, askedAt });
      lane.count(1);
      this.#waiting++;
      this.#ready.add(lane);
      this.#fill();
    });
  }

  #whyFull(lane: Lane): "full" | "share" | undefined {
    const { maxWaiting, maxWaitingPerKey } = this.#limits;
    if (lane.isOver(maxWaitingPerKey)) return "share";
    return this.#waiting >= maxWaiting && lane.pending >= ALWAYS_MAY_WAIT ? "full" : undefined;
  }

  #laneOf(key: string): Lane {
    const known = this.#lanes.get(key);
    if (known) return known;
    if (this.#lanes.size >= MAX_IDLE_LANES) this.#forgetIdleLanes();
    const { around, aroundFactor } = this.#limits;
    const wider = around?.(key);
    const lane = new Lane(wider === undefined ? undefined : this.#laneOf(wider), aroundFactor);
    this.#lanes.set(key, lane);
    return lane;
  }

  #fill(): void {
    const now = performance.now();
    let lane = this.#nextLane(now);
    // The next job that ends asks again. Asking at each turn of the event loop would keep it busy.
    if (!lane) return;
    if (!this.#isInSlice) {
      this.#isInSlice = true;
      this.#sliceEnd = now + this.#limits.sliceMs;
      setImmediate(this.#onTurn);
    }
    // One at a time: what it costs is known when it has ended, or at the next turn.
    for (; lane && now < this.#sliceEnd; lane = this.#nextLane(now)) {
      const job = this.#take(lane);
      if (!job.isGone()) return void this.#start(job, lane, now);
      this.#observer.dropped("gone");
      lane.count(-1);
      job.drop();
    }
  }

  #take(lane: Lane): Job {
    this.#waiting--;
    const job = lane.waiting.shift()!;
    if (!lane.waiting.length) this.#ready.delete(lane);
    return job;
  }

  readonly #onTurn = (): void => {
    this.#isInSlice = false;
    if (this.#waiting) this.#fill();
  };

  #nextLane(now: number): Lane | undefined {
    const { concurrency, concurrencyPerKey } = this.#limits;
    if (!this.#waiting) return undefined;
    if (this.#running.size >= concurrency) return this.#watchStalled();
    let best: Lane | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const lane of this.#ready) {
      if (lane.running >= concurrencyPerKey) continue;
      const cost = lane.costAt(now) + lane.running;
      if (cost < least) {
        best = lane;
        least = cost;
      }
    }
    return best ?? this.#watchStalled();
  }

  async #start(job: Job, lane: Lane, startedAt: number): Promise<void> {
    const running = { lane, startedAt, waitedMs: job.waitedMs };
    this.#running.add(running);
    this.#observer.started(startedAt - job.askedAt);
    lane.running++;
    await job.run();
    lane.count(-1);
    this.#free(running, performance.now());
    this.#fill();
  }

  #free(running: Running, now: number): void {
    if (!this.#running.delete(running)) return;
    running.lane.running--;
    running.lane.charge(Math.max(0, now - running.startedAt - running.waitedMs()), now);
  }

  #watchStalled(): undefined {
    const { stalledMs } = this.#limits;
    if (stalledMs === undefined) return;
    this.#stallTimer ??= setTimeout(() => {
      this.#stallTimer = undefined;
      const now = performance.now();
      for (const running of this.#running) if (now - running.startedAt >= stalledMs) this.#free(running, now);
      if (this.#waiting) this.#fill();
    }, stalledMs).unref();
  }

  #forgetIdleLanes(): void {
    for (const [key, { pending }] of this.#lanes) if (!pending) this.#lanes.delete(key);
  }
}

/** Made once: in a flood, a stack for each refusal would cost as much as the rest of it. */
const overloaded = new OverloadError();
const never = (): boolean => false;
const zero = (): number => 0;
const nobody: QueueObserver = { started: () => {}, dropped: () => {} };
