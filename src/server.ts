import { createServer } from "node:http";
import type { Config } from "./config.js";
import { createFileStore, type Database, openDatabase, type StartProgress } from "./db/index.js";
import { createApp } from "./http/app.js";
import { HttpConnections } from "./http/connections.js";
import { urlOf } from "./http/listen.js";
import { OnionListener } from "./http/onion-listener.js";
import { alsoTellStreams } from "./http/streams/broadcasts.js";
import { RoomStreams } from "./http/streams/room-streams.js";
import { BackgroundJobs } from "./lib/background-jobs.js";
import { ensureDirectory } from "./lib/ensure-directory.js";
import { createLoadLimits, type LoadLimits } from "./lib/load/load-limits.js";
import { describeError, type ReportError } from "./lib/logging/describe-error.js";
import { Metrics } from "./metrics.js";
import { createBroadcaster } from "./realtime/broadcaster.js";
import { serveChat } from "./realtime/chat-namespace.js";
import { createAddressReader } from "./realtime/client-address.js";
import { serveLobby } from "./realtime/lobby-namespace.js";
import type { RedisInstanceBus } from "./realtime/redis-instance-bus.js";
import { countSockets, createSocketServer } from "./realtime/socket-server.js";
import { shutDown, start } from "./server/running.js";
import {
  createContext,
  createServices,
  isDatabaseUnavailable,
  noOtherInstances,
  RateLimiter,
} from "./services/index.js";
import { cookieSecret, createSessions } from "./session/index.js";

/** Enough for a picture over a slow line. Proxies keep idle connections for a minute; one that is closed under a request becomes a 502. */
const HTTP_TIMEOUTS = { headersTimeout: 20_000, requestTimeout: 120_000, keepAliveTimeout: 75_000 };
/** Closes connections whose client reads nothing, since each costs memory. Twice as long as a poll waits. */
const IDLE_TIMEOUT_MS = 60_000;

export interface RunningServer {
  readonly url: string;
  readonly dataLocation: string;
  close(): Promise<void>;
}

/** The composition root: everything is built here from values, so that several servers can run in one process. */
export async function startServer(
  config: Config,
  onFatal: (reason: Error) => void,
  progress: StartProgress = {},
): Promise<RunningServer> {
  await ensureDirectory("DATA_DIR", config.dataDir);
  await ensureDirectory("UPLOAD_DIR", config.uploadDir);
  const database = await openDatabase(config, onFatal, progress);
  const { availability } = database;
  availability.onChange((available, reason) =>
    console.error(available ? "The database is back" : `The database is away: ${reason}`),
  );
  const report: ReportError = (error, id) => {
    if (isDatabaseUnavailable(error)) return availability.onFailure(error.message);
    console.error(id === undefined ? describeError(error) : `id=${id} ${describeError(error)}`);
  };
  const bus = await connectBus(config, database, report);
  try {
    return await serve(config, database, bus, report);
  } catch (error) {
    await bus?.close();
    await database.close();
    throw error;
  }
}

/** Redis libraries are loaded only where they are used: most servers have no Redis and start faster. */
async function connectBus(
  { redisUrl }: Config,
  { connection }: Database,
  report: (error: unknown) => void,
): Promise<RedisInstanceBus | undefined> {
  if (!redisUrl) return undefined;
  const { connectInstanceBus } = await import("./realtime/redis-instance-bus.js");
  return connectInstanceBus(redisUrl, connection.name, report);
}

async function serve(
  config: Config,
  database: Database,
  bus: RedisInstanceBus | undefined,
  report: ReportError,
): Promise<RunningServer> {
  const { connection, models, availability, isAlive } = database;
  const others = bus ?? noOtherInstances;
  const metrics = new Metrics();
  const load = countedLoad(config, metrics);
  const sockets = createSocketServer(config, { metrics, report }, load);
  const limiter = new RateLimiter(config.rateLimits, bus?.counts);
  const streams = new RoomStreams(config);
  const files = createFileStore(config, database);
  const secret = await cookieSecret(config, bus && database.getOrCreateSecret);
  const context = createContext(
    {
      models,
      files,
      limiter,
      metrics,
      broadcaster: alsoTellStreams(streams, createBroadcaster(sockets.io, metrics), metrics),
      bus: others,
      database: availability,
      background: new BackgroundJobs(report, () => availability.isSettled),
      ...roomSettings(config),
    },
    { ...config, cookieSecret: secret },
  );
  const services = createServices(context);
  others.onHint(services.onHint);
  const countOpen = () => ({ ...countSockets(sockets.io), events: streams.size });
  const alive = { isHealthy: isAlive, isRedisAlive: bus?.isAlive };
  metrics.observe({ services, load, sockets: countOpen, ...alive });
  const sessions = await createSessions(connection, { ...config, secret, cache: !bus });
  const shared = { config, services, limiter, load, report, sessions, metrics, streams, bus: others };
  const web = { proofs: context.proofs, temporaryDir: files.temporary, cookieSecret: secret };
  const app = createApp({ ...shared, ...alive, ...web });
  const server = createServer(HTTP_TIMEOUTS, app).setTimeout(IDLE_TIMEOUT_MS);
  // After a thousand, Node drops what a proxy adds. The 16 KB that all may have suffice as a bound.
  server.maxHeadersCount = 0;
  sockets.attach(server, sessions);
  const connections = new HttpConnections(server, createAddressReader(config.trustProxy), load);
  serveChat(sockets.io, { ...shared, connections: sockets.connections });
  const lobby = serveLobby(sockets.io, shared);
  const onion = new OnionListener(server, config.onion);
  const running = { server, onion, connections, sockets, streams, services, lobby, load, bus, database };
  await start(running, config);
  return { url: urlOf(server), dataLocation: database.location, close: () => shutDown(running) };
}

const countedLoad = ({ rateLimits: shares }: Config, metrics: Metrics): LoadLimits =>
  createLoadLimits({
    shares,
    observer: metrics.queue("requests"),
    onCut: (limit) => metrics.count("slowReaders", { limit }),
  });

const roomSettings = ({
  emptyRoomGraceMs,
  lostConnectionGraceMs,
  aloneGraceMs,
  maxRooms,
  maxPictureBytes,
  maxGifBytes,
}: Config) => ({
  emptyRoomGraceMs,
  lostConnectionGraceMs,
  aloneGraceMs,
  maxRooms,
  maxPictureBytes,
  maxGifBytes,
});
