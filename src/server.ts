import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { Config } from "./config.js";
import { createFileStore, type Database, openDatabase, type StartProgress } from "./db/index.js";
import { createApp } from "./http/app.js";
import { HttpConnections } from "./http/connections.js";
import { listenForVisitors, urlOf } from "./http/listen.js";
import { OnionListener } from "./http/onion-listener.js";
import { BackgroundJobs } from "./lib/background-jobs.js";
import { ensureDirectory } from "./lib/ensure-directory.js";
import { createLoadLimits, type LoadLimits } from "./lib/load/load-limits.js";
import { describeError } from "./lib/logging/describe-error.js";
import { Metrics } from "./metrics.js";
import { createBroadcaster } from "./realtime/broadcaster.js";
import { serveChat } from "./realtime/chat-namespace.js";
import { createAddressReader } from "./realtime/client-address.js";
import { type RunningLobby, serveLobby } from "./realtime/lobby-namespace.js";
import type { RedisInstanceBus } from "./realtime/redis-instance-bus.js";
import {
  announcePause,
  countSockets,
  createSocketServer,
  type SocketServer,
} from "./realtime/socket-server.js";
import {
  createContext,
  createServices,
  isDatabaseUnavailable,
  noOtherInstances,
  RateLimiter,
  type Services,
} from "./services/index.js";
import { cookieSecret, createSessions } from "./session/index.js";

const LAST_REQUESTS_MS = 2000;
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
  const report = (error: unknown) =>
    isDatabaseUnavailable(error)
      ? availability.onFailure(error.message)
      : console.error(describeError(error));
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
  report: (error: unknown) => void,
): Promise<RunningServer> {
  const { publicOrigin, rateLimits: limitAddresses } = config;
  const { connection, models, availability, isAlive } = database;
  const others = bus ?? noOtherInstances;
  const metrics = new Metrics();
  const load = createLoadLimits({ shares: config.rateLimits });
  const sockets = createSocketServer(config, { metrics, report }, load);
  const limiter = new RateLimiter(config.rateLimits, bus?.counts);
  const files = createFileStore(config, database);
  const secret = await cookieSecret(config, bus && database.getOrCreateSecret);
  const context = createContext(
    {
      models,
      files,
      limiter,
      metrics,
      broadcaster: createBroadcaster(sockets.io, metrics),
      bus: others,
      database: availability,
      background: new BackgroundJobs(report, () => availability.isSettled),
      ...roomSettings(config),
    },
    { ...config, cookieSecret: secret },
  );
  const services = createServices(context);
  others.onHint(services.onHint);
  const countOpen = () => countSockets(sockets.io);
  metrics.observe({ services, sockets: countOpen, isDatabaseAlive: isAlive, isRedisAlive: bus?.isAlive });
  const sessions = await createSessions(connection, { secret, publicOrigin, cache: !bus, limitAddresses });
  const shared = { services, limiter, load, report, sessions, metrics };
  const web = { proofs: context.proofs, temporaryDir: files.temporary, isHealthy: isAlive };
  const app = createApp({ ...shared, ...web, config });
  const server = createServer(HTTP_TIMEOUTS, app).setTimeout(IDLE_TIMEOUT_MS);
  sockets.attach(server, sessions);
  const connections = new HttpConnections(server, createAddressReader(config.trustProxy), load);
  serveChat(sockets.io, { ...shared, connections: sockets.connections, bus: others });
  const lobby = serveLobby(sockets.io, shared);
  const onion = new OnionListener(server, config.onion);
  const running = { server, onion, connections, sockets, services, lobby, load, bus, database };
  await start(running, config);
  return { url: urlOf(server), dataLocation: database.location, close: () => shutDown(running) };
}

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

interface Running {
  server: Server;
  onion: OnionListener;
  connections: HttpConnections;
  sockets: SocketServer;
  services: Services;
  lobby: RunningLobby;
  load: LoadLimits;
  bus: RedisInstanceBus | undefined;
  database: Database;
}

async function shutDown(running: Running): Promise<void> {
  const { server, sockets, services, lobby, load, bus, database } = running;
  const lobbyClosed = lobby.close();
  announcePause(sockets.io);
  const httpClosed = closeServer(running);
  // Accepted chats are stored and acknowledged before their connections close.
  await services.close();
  await bus?.close();
  server.closeIdleConnections();
  await Promise.all([sockets.io.close(), httpClosed, lobbyClosed]);
  load.unsent.close();
  await database.close();
}

async function start({ server, onion, services, lobby, load }: Running, config: Config): Promise<void> {
  try {
    await services.start();
    await onion.start();
    await listenForVisitors(server, config);
  } catch (error) {
    onion.close();
    load.unsent.close();
    await lobby.close();
    await services.close();
    throw error;
  }
}

async function closeServer({ server, onion, connections }: Running): Promise<void> {
  const timeout = setTimeout(() => connections.destroyAll(), LAST_REQUESTS_MS);
  onion.close();
  server.close();
  await once(server, "close");
  clearTimeout(timeout);
}
