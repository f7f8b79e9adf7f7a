import { collectDefaultMetrics, Registry } from "prom-client";
import type { LoadLimits } from "./lib/load/load-limits.js";
import { createMetrics } from "./metrics/registered.js";
import type { Counted, MetricsRecorder, QueueName, Services, SmallOutcome } from "./services/index.js";

type QueueObserver = ReturnType<MetricsRecorder["queue"]>;

export interface MetricsInputs {
  services: Pick<Services, "lobby" | "figures">;
  load: Pick<LoadLimits, "turns" | "unsent">;
  sockets(): Record<string, number>;
  isHealthy(): Promise<boolean>;
  isRedisAlive: (() => Promise<boolean>) | undefined;
}

/** The metrics of one server, in a registry of its own since several servers may run in one process. */
export class Metrics implements MetricsRecorder {
  readonly contentType = Registry.PROMETHEUS_CONTENT_TYPE;
  readonly #registry = new Registry();
  readonly #metrics = createMetrics(this.#registry);
  #inputs: MetricsInputs | undefined;
  #collectsProcess = false;

  observe(inputs: MetricsInputs): void {
    this.#inputs = inputs;
  }

  stored(chats: number): void {
    this.#metrics.stored.inc(chats);
    this.#metrics.batches.observe(chats);
  }

  delivered(chats: number): void {
    this.#metrics.deliveries.inc(chats);
  }

  answered(event: string, ms: number): void {
    this.#metrics.acks.observe({ event }, ms / 1000);
  }

  refused(code: string, where?: unknown): void {
    this.#metrics.refusals.inc({ code });
    if (code === "BANNED") this.#metrics.banRefusals.inc({ by: where ? "operator" : "host" });
  }

  smallPicture(outcome: SmallOutcome): void {
    this.#metrics.smallPictures.inc({ outcome });
  }

  smallPicturesWaiting(count: number): void {
    this.#metrics.smallPicturesWaiting.set(count);
  }

  count<Name extends keyof Counted>(name: Name, labels: Counted[Name]): void {
    this.#metrics.counters[name].inc(labels);
  }

  queue(queue: QueueName): QueueObserver {
    const { queueWait, queueDropped } = this.#metrics;
    const labels = { queue };
    return {
      started: (waitedMs) => queueWait.observe(labels, waitedMs / 1000),
      dropped: (reason) => queueDropped.inc({ queue, reason }),
    };
  }

  async text(): Promise<string> {
    // Starts timers and observers, so only on servers whose metrics are read.
    if (!this.#collectsProcess) collectDefaultMetrics({ register: this.#registry });
    this.#collectsProcess = true;
    if (this.#inputs) await this.#query(this.#inputs);
    return this.#registry.metrics();
  }

  async #query(inputs: MetricsInputs): Promise<void> {
    const { services, isHealthy, isRedisAlive } = inputs;
    const { database, redis } = this.#metrics;
    const [databaseUp, redisUp] = await Promise.all([isHealthy(), isRedisAlive?.()]);
    database.set(Number(databaseUp));
    if (redisUp === undefined) redis.remove();
    else redis.set(Number(redisUp));
    this.#readMemory(inputs);
    await this.#readDatabase(services, databaseUp);
  }

  #readMemory({ services: { figures }, sockets, load }: MetricsInputs): void {
    const { queueJobs, unsentBytes, siteBans, proofAsked } = this.#metrics;
    for (const [namespace, open] of Object.entries(sockets())) this.#metrics.sockets.set({ namespace }, open);
    for (const [queue, { waiting, running }] of Object.entries({
      requests: load.turns.load,
      ...figures.pictureQueues,
    })) {
      queueJobs.set({ queue, state: "waiting" }, waiting);
      queueJobs.set({ queue, state: "running" }, running);
    }
    unsentBytes.set(load.unsent.bytes);
    this.#metrics.maxRooms.set(figures.budgets.maxRooms);
    this.#metrics.maxPictureBytes.set(figures.budgets.maxPictureBytes);
    siteBans.set(figures.siteBans);
    for (const [by, isAsked] of Object.entries(figures.proofsAskedBy))
      proofAsked.set({ by }, Number(isAsked));
  }

  async #readDatabase({ lobby, figures }: MetricsInputs["services"], isUp: boolean): Promise<void> {
    const { rooms, people, storedRooms, pictureBytes, openReports } = this.#metrics;
    // Unknown is not zero: leave the gauges out while the database is down.
    for (const gauge of [rooms, people, storedRooms, pictureBytes, openReports]) gauge.remove();
    if (!isUp) return;
    const [totals, stored] = await Promise.all([lobby.totals(), figures.stored()]);
    rooms.set(totals.rooms);
    people.set(totals.people);
    storedRooms.set(stored.rooms);
    pictureBytes.set(stored.pictureBytes);
    if (stored.openReports !== undefined) openReports.set(stored.openReports);
  }
}
