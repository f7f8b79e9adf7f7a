import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { MetricsRecorder, Services, SmallOutcome } from "./services/index.js";

export interface MetricsInputs {
  services: Pick<Services, "lobby">;
  sockets(): Record<string, number>;
  isDatabaseAlive(): Promise<boolean>;
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

  refused(code: string): void {
    this.#metrics.refusals.inc({ code });
  }

  smallPicture(outcome: SmallOutcome): void {
    this.#metrics.smallPictures.inc({ outcome });
  }

  smallPicturesWaiting(count: number): void {
    this.#metrics.smallPicturesWaiting.set(count);
  }

  async text(): Promise<string> {
    // Starts timers and observers, so only on servers whose metrics are read.
    if (!this.#collectsProcess) collectDefaultMetrics({ register: this.#registry });
    this.#collectsProcess = true;
    if (this.#inputs) await this.#query(this.#inputs);
    return this.#registry.metrics();
  }

  async #query({ services, sockets, isDatabaseAlive, isRedisAlive }: MetricsInputs): Promise<void> {
    const { database, redis, rooms, people } = this.#metrics;
    const [databaseUp, redisUp] = await Promise.all([isDatabaseAlive(), isRedisAlive?.()]);
    database.set(Number(databaseUp));
    if (redisUp === undefined) redis.remove();
    else redis.set(Number(redisUp));
    for (const [namespace, open] of Object.entries(sockets())) this.#metrics.sockets.set({ namespace }, open);
    // Unknown is not zero: leave the gauges out while the database is down.
    for (const gauge of [rooms, people]) gauge.remove();
    if (!databaseUp) return;
    const totals = await services.lobby.totals();
    rooms.set(totals.rooms);
    people.set(totals.people);
  }
}

const ACK_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const BATCH_SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500];

function createMetrics(registry: Registry) {
  const named = (name: string, help: string) => ({ name: `gif_chat_${name}`, help, registers: [registry] });
  return {
    rooms: new Gauge(named("rooms", "Rooms, as counted by the lobby")),
    people: new Gauge(named("people", "Members with a seat, as counted by the lobby")),
    sockets: new Gauge({ ...named("sockets", "Open sockets of this instance"), labelNames: ["namespace"] }),
    stored: new Counter(named("chats_stored_total", "Chats stored by this instance")),
    batches: new Histogram({ ...named("batch_chats", "Chats stored by one insert"), buckets: BATCH_SIZES }),
    deliveries: new Counter(named("deliveries_total", "Chats sent to listeners, once per listener")),
    acks: new Histogram({
      ...named("ack_seconds", "Time from a socket request to its acknowledgement"),
      labelNames: ["event"],
      buckets: ACK_SECONDS,
    }),
    refusals: new Counter({ ...named("refusals_total", "Refusals by code"), labelNames: ["code"] }),
    smallPictures: new Counter({
      ...named("small_pictures_total", "Small versions of GIFs that were made, or why they were not"),
      labelNames: ["outcome"],
    }),
    smallPicturesWaiting: new Gauge(
      named("small_pictures_waiting", "GIFs whose small version is to be made"),
    ),
    database: new Gauge(named("database_up", "1 while the database answers")),
    redis: new Gauge(named("redis_up", "1 while Redis answers")),
  };
}
