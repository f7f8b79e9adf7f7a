import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Meter, Services } from "./services/index.js";

/** What is asked for when somebody looks, and costs nothing meanwhile. */
export interface Sources {
  services: Pick<Services, "totals">;
  sockets(): Record<string, number>;
  databaseAnswers(): Promise<boolean>;
  /** Only where there is one. */
  redisAnswers?: (() => Promise<boolean>) | undefined;
}

/** The figures of one server, in a registry of its own: several servers live in one process. */
export class Metrics implements Meter {
  readonly type = Registry.PROMETHEUS_CONTENT_TYPE;
  readonly #registry = new Registry();
  readonly #figures = figuresIn(this.#registry);
  #sources: Sources | undefined;
  #measuresProcess = false;

  /** From here on there is something to ask. */
  watch(sources: Sources): void {
    this.#sources = sources;
  }

  stored(chats: number): void {
    this.#figures.stored.inc(chats);
    this.#figures.batches.observe(chats);
  }

  delivered(chats: number): void {
    this.#figures.deliveries.inc(chats);
  }

  answered(event: string, ms: number): void {
    this.#figures.acks.observe({ event }, ms / 1000);
  }

  refused(code: string): void {
    this.#figures.refusals.inc({ code });
  }

  async text(): Promise<string> {
    // Timers and observers of the whole process, for those who want to know.
    if (!this.#measuresProcess) collectDefaultMetrics({ register: this.#registry });
    this.#measuresProcess = true;
    if (this.#sources) await this.#ask(this.#sources);
    return this.#registry.metrics();
  }

  async #ask({ services, sockets, databaseAnswers, redisAnswers }: Sources): Promise<void> {
    const { database, redis, rooms, people } = this.#figures;
    const [answers, redisThere] = await Promise.all([databaseAnswers(), redisAnswers?.()]);
    database.set(Number(answers));
    if (redisThere === undefined) redis.remove();
    else redis.set(Number(redisThere));
    for (const [namespace, open] of Object.entries(sockets())) this.#figures.sockets.set({ namespace }, open);
    // Not known is not none.
    for (const gauge of [rooms, people]) gauge.remove();
    if (!answers) return;
    const found = await services.totals.now();
    rooms.set(found.rooms);
    people.set(found.people);
  }
}

const ACK_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const BATCHES = [1, 2, 5, 10, 20, 50, 100, 200, 500];

function figuresIn(registry: Registry) {
  const named = (name: string, help: string) => ({ name: `gif_chat_${name}`, help, registers: [registry] });
  return {
    rooms: new Gauge(named("rooms", "Rooms, as the lobby counts them")),
    people: new Gauge(named("people", "People with a seat, as the lobby counts them")),
    sockets: new Gauge({ ...named("sockets", "Open sockets of this instance"), labelNames: ["namespace"] }),
    stored: new Counter(named("chats_stored_total", "Chats that this instance stored")),
    batches: new Histogram({ ...named("batch_chats", "Chats stored by one write"), buckets: BATCHES }),
    deliveries: new Counter(named("deliveries_total", "Chats sent to listeners, once for each of them")),
    acks: new Histogram({
      ...named("ack_seconds", "From a request over a socket to its acknowledgement"),
      labelNames: ["event"],
      buckets: ACK_SECONDS,
    }),
    refusals: new Counter({ ...named("refusals_total", "Refusals, by code"), labelNames: ["code"] }),
    database: new Gauge(named("database_up", "1 while the database answers")),
    redis: new Gauge(named("redis_up", "1 while Redis answers")),
  };
}
