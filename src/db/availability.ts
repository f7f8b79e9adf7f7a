import type { mongo } from "mongoose";

const AWAY_AFTER_MS = 1000;
const BACK_AFTER_MS = 3000;
/** Clients reconnect within this time after an outage. */
const SETTLED_AFTER_MS = 10_000;

const WRITABLE: ReadonlySet<string> = new Set(["RSPrimary", "Standalone", "Mongos", "LoadBalancer"]);

export type AvailabilityListener = (available: boolean, reason?: string) => void;

/** Whether the database can be written to, from the driver's view of its servers and from failed operations. */
export class Availability {
  #listener: AvailabilityListener = () => {};
  #isWritable = true;
  #isAway = false;
  #troubledAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(client: mongo.MongoClient) {
    client.on("topologyDescriptionChanged", ({ newDescription }) => {
      const servers = [...newDescription.servers.values()];
      this.#onTopology(
        servers.some(({ type }) => WRITABLE.has(type)),
        newDescription.error?.message,
      );
    });
  }

  /** Seats and rooms end only while this is true: visitors cannot reconnect during an outage. */
  get isSettled(): boolean {
    return this.#isWritable && performance.now() - this.#troubledAt > SETTLED_AFTER_MS;
  }

  onChange(listener: AvailabilityListener): void {
    this.#listener = listener;
  }

  onFailure(reason: string): void {
    this.#troubledAt = performance.now();
    this.#sayAway(reason);
    this.#sayBackLater();
  }

  close(): void {
    this.#listener = () => {};
    clearTimeout(this.#timer);
  }

  #onTopology(isWritable: boolean, reason: string | undefined): void {
    if (isWritable === this.#isWritable) return;
    this.#isWritable = isWritable;
    this.#troubledAt = performance.now();
    if (isWritable) return this.#sayBackLater();
    this.#startTimer(AWAY_AFTER_MS, () => this.#sayAway(reason ?? "it has no primary"));
  }

  #sayAway(reason: string): void {
    if (this.#isAway) return;
    this.#isAway = true;
    this.#listener(false, reason);
  }

  #sayBackLater(): void {
    if (!this.#isWritable) return;
    this.#startTimer(BACK_AFTER_MS, () => {
      if (this.#isAway) this.#listener(true);
      this.#isAway = false;
    });
  }

  #startTimer(ms: number, act: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, ms).unref();
  }
}
