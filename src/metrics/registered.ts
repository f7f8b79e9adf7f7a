import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { Counted } from "../services/index.js";

const ACK_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const WAIT_SECONDS = [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const BATCH_SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500];

type Named = (name: string, help: string, ...labels: string[]) => Config;

interface Config {
  name: string;
  help: string;
  labelNames: string[];
  registers: Registry[];
}

export function createMetrics(registry: Registry) {
  const named: Named = (name, help, ...labelNames) => ({
    ...{ name: `gif_chat_${name}`, help, labelNames, registers: [registry] },
  });
  return {
    ...talkMetrics(named),
    ...queueMetrics(named),
    ...siteGauges(named),
    counters: createCounters(named),
    sockets: new Gauge(named("sockets", "Open sockets of this instance", "namespace")),
    database: new Gauge(named("database_up", "1 while the database answers")),
    redis: new Gauge(named("redis_up", "1 while Redis answers")),
  };
}

const talkMetrics = (named: Named) => ({
  stored: new Counter(named("chats_stored_total", "Chats stored by this instance")),
  batches: new Histogram({ ...named("batch_chats", "Chats stored by one insert"), buckets: BATCH_SIZES }),
  deliveries: new Counter(named("deliveries_total", "Chats sent to listeners, once per listener")),
  acks: new Histogram({
    ...named("ack_seconds", "Time from a socket request to its acknowledgement", "event"),
    buckets: ACK_SECONDS,
  }),
  refusals: new Counter(named("refusals_total", "Refusals by code", "code")),
  banRefusals: new Counter(
    named("ban_refusals_total", "Refusals of whom a host or the operator banned", "by"),
  ),
});

const queueMetrics = (named: Named) => ({
  queueJobs: new Gauge(named("queue_jobs", "Jobs of a queue that wait or run", "queue", "state")),
  queueWait: new Histogram({
    ...named("queue_wait_seconds", "Time that a job waited before it ran", "queue"),
    buckets: WAIT_SECONDS,
  }),
  queueDropped: new Counter(named("queue_dropped_total", "Jobs that never ran", "queue", "reason")),
  unsentBytes: new Gauge(named("unsent_bytes", "Bytes that wait for clients to read them")),
  smallPictures: new Counter(
    named("small_pictures_total", "Small versions of GIFs that were made, or why they were not", "outcome"),
  ),
  smallPicturesWaiting: new Gauge(named("small_pictures_waiting", "GIFs whose small version is to be made")),
});

const siteGauges = (named: Named) => ({
  rooms: new Gauge(named("rooms", "Rooms, as counted by the lobby")),
  people: new Gauge(named("people", "Members with a seat, as counted by the lobby")),
  storedRooms: new Gauge(named("stored_rooms", "All rooms, unlisted ones too")),
  maxRooms: new Gauge(named("max_rooms", "MAX_ROOMS")),
  pictureBytes: new Gauge(named("picture_bytes", "Bytes of all pictures")),
  maxPictureBytes: new Gauge(named("max_picture_bytes", "MAX_PICTURE_BYTES")),
  openReports: new Gauge(named("open_reports", "Reports that are not decided")),
  siteBans: new Gauge(named("site_bans", "Bans by the operator that hold now")),
  proofAsked: new Gauge(named("proof_asked", "1 while everybody is asked for a proof of work", "by")),
});

const createCounters = (named: Named): Record<keyof Counted, Counter> => ({
  reports: new Counter(named("reports_total", "Reports made, once per reporter", "kind")),
  reportWebhooks: new Counter(named("report_webhooks_total", "Calls of REPORT_WEBHOOK", "outcome")),
  proofs: new Counter(named("proofs_total", "Proofs of work: begun, given, refused", "purpose", "event")),
  roomBans: new Counter(named("room_bans_total", "Bans from rooms by their hosts")),
  endedForSpace: new Counter(named("rooms_ended_for_space_total", "Rooms ended to make room", "limit")),
  overShare: new Counter(named("over_share_total", "Refusals of addresses that have their share", "of")),
  slowReaders: new Counter(named("slow_readers_cut_total", "Connections cut that read too slowly", "limit")),
});
