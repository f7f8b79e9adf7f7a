import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Config } from "./config.js";
import { type Database, filesOf, openDatabase } from "./db/index.js";
import { createApp } from "./http/app.js";
import { prepareDirectory } from "./lib/ensure-directory.js";
import { Metrics } from "./metrics.js";
import { createAnnouncer } from "./realtime/broadcaster.js";
import { openChat } from "./realtime/chat-namespace.js";
import { openLobby } from "./realtime/lobby-namespace.js";
import type { Link } from "./realtime/redis-instance-bus.js";
import { announcePause, createIo, openSockets } from "./realtime/socket-server.js";
import { Background, createServices, isAway, Limiter, nobody } from "./services/index.js";
import { cookieSecret, createSessions } from "./session/index.js";

/** Requests that are under way at the end have this long. */
const LAST_REQUESTS_MS = 2000;
/** Long enough for a picture over a poor line, too short to keep connections busy with nothing. */
const TIMES = { headersTimeout: 20_000, requestTimeout: 120_000 };
/** Whoever reads nothing of an answer for so long is let go with it: each costs memory. A poll waits half of it. */
const IDLE_MS = 60_000;

/** Connections that nobody has taken yet: after a restart everybody comes at once, and who finds no place waits long. */
const MOST_WAITING = 4096;

export interface RunningServer {
  readonly url: string;
  readonly dataPlace: string;
  close(): Promise<void>;
}

/** The composition root: everything is built here from values, so that many servers can live in one process. */
export async function startServer(
  config: Config,
  onFatal: (reason: Error) => void,
  onReached = () => {},
): Promise<RunningServer> {
  await prepareDirectory("DATA_DIR", config.dataDir);
  await prepareDirectory("UPLOAD_DIR", config.uploadDir);
  const database = await openDatabase(config, onFatal);
  onReached();
  database.onAway((away) => console.error(`The database is ${away ? "away" : "back"}`));
  // That it is away was said once, and is not said again by everybody who asks it.
  const report = (error: unknown) => isAway(error) || console.error(error);
  const name = database.connection.name;
  // Loaded where there are others: most have none, and start faster.
  const peers = config.redisUrl ? await import("./realtime/redis-instance-bus.js") : undefined;
  const link = peers?.linkPeers(config.redisUrl!, name, report);
  try {
    return await serve({ config, database, link, report });
  } catch (error) {
    await link?.close();
    await database.close();
    throw error;
  }
}

interface Parts {
  config: Config;
  database: Database;
  /** To the other instances, if there are any. */
  link: Link | undefined;
  report: (error: unknown) => void;
}

async function serve({ config, database, link, report }: Parts): Promise<RunningServer> {
  const metrics = new Metrics();
  const { io, connections, attach } = createIo(config, metrics);
  const limiter = new Limiter(config.rateLimits, link?.counts);
  const files = filesOf(config, database);
  const services = createServices({
    ...{ models: database.models, files, limiter, meter: metrics },
    announcer: createAnnouncer(io, metrics),
    peers: link ?? nobody,
    emptyRoomGraceMs: config.emptyRoomGraceMs,
    background: new Background(report),
  });
  link?.onHint(services.hear);
  const sources = { databaseAnswers: database.isAlive, redisAnswers: link?.answers };
  metrics.watch({ services, sockets: () => openSockets(io), ...sources });
  const secret = await cookieSecret(config, link && database.keepSecret);
  const sessionOptions = { secret, publicOrigin: config.publicOrigin, cache: !link };
  const sessions = await createSessions(database.connection, sessionOptions);
  const parts = { services, limiter, report, sessions };
  const more = { temporaryDir: files.temporary, isHealthy: database.isAlive, metrics };
  const server = createServer(TIMES, createApp({ config, ...parts, ...more }));
  server.setTimeout(IDLE_MS);
  const sockets = socketsOf(server);
  attach(server, sessions);
  openChat(io, { ...parts, connections, meter: metrics });
  const lobby = openLobby(io, services, report);
  const close = async () => {
    const told = lobby.close();
    announcePause(io);
    const served = closed(server, sockets);
    // Chats that were taken are stored and answered before the connections go.
    await services.close();
    await link?.close();
    server.closeIdleConnections();
    await Promise.all([io.close(), served, told]);
    await database.close();
  };
  try {
    await services.open();
    await listen(server, config);
  } catch (error) {
    await lobby.close();
    await services.close();
    throw error;
  }
  return { url: urlOf(server.address() as AddressInfo), dataPlace: database.place, close };
}

async function listen(server: Server, { port, host }: Config): Promise<void> {
  server.listen({ port, host, backlog: MOST_WAITING });
  try {
    await once(server, "listening");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const setting = code === "EADDRINUSE" || code === "EACCES" ? `PORT ${port}` : `HOST ${host}`;
    throw new Error(`${setting} cannot be listened on: ${message}`);
  }
}

/** Those of websockets too, which `closeAllConnections` leaves alone: a client that reads nothing closes none. */
function socketsOf(server: Server): ReadonlySet<Socket> {
  const open = new Set<Socket>();
  function forget(this: Socket): void {
    open.delete(this);
  }
  server.on("connection", (socket) => open.add(socket.on("close", forget)));
  return open;
}

async function closed(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const patience = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, LAST_REQUESTS_MS);
  server.close();
  await once(server, "close");
  clearTimeout(patience);
}

function urlOf({ address, port }: AddressInfo): string {
  const anywhere = address === "::" || address === "0.0.0.0";
  const host = anywhere ? "localhost" : address.includes(":") ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
