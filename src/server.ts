import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Config } from "./config.js";
import { prepareDirectory } from "./db/directory.js";
import { DiskFiles } from "./db/disk-files.js";
import { type Database, openDatabase } from "./db/index.js";
import { createApp } from "./http/app.js";
import { createAnnouncer } from "./realtime/announcer.js";
import { openChat } from "./realtime/chat-namespace.js";
import { announcePause, createIo } from "./realtime/io.js";
import { openLobby } from "./realtime/room-namespace.js";
import { cookieSecret } from "./secret.js";
import { Background, createServices, Limiter } from "./services/index.js";
import { createSessions } from "./session.js";

/** Requests that are under way at the end have this long. */
const LAST_REQUESTS_MS = 2000;
/** Long enough for a picture over a poor line, too short to keep connections busy with nothing. */
const TIMES = { headersTimeout: 20_000, requestTimeout: 120_000 };

export interface RunningServer {
  readonly url: string;
  readonly dataPlace: string;
  close(): Promise<void>;
}

/** The composition root: everything is built here from values, so that many servers can live in one process. */
export async function startServer(config: Config, onFatal: (reason: Error) => void): Promise<RunningServer> {
  await prepareDirectory("DATA_DIR", config.dataDir);
  await prepareDirectory("UPLOAD_DIR", config.uploadDir);
  const secret = await cookieSecret(config);
  const database = await openDatabase(config, onFatal);
  try {
    return await serve(config, database, secret);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function serve(config: Config, database: Database, secret: string): Promise<RunningServer> {
  const report = (error: unknown) => console.error(error);
  const { io, attach } = createIo(config);
  const limiter = new Limiter(config.rateLimits);
  const files = new DiskFiles(config.uploadDir);
  const background = new Background(report);
  const { emptyRoomGraceMs } = config;
  const announcer = createAnnouncer(io);
  const services = createServices({
    models: database.models,
    files,
    announcer,
    limiter,
    emptyRoomGraceMs,
    background,
  });
  const sessions = await createSessions(database.connection, secret, config.publicOrigin);
  const parts = { temporaryDir: files.temporary, isHealthy: database.isAlive };
  const server = createServer(TIMES, createApp({ config, services, limiter, sessions, report, ...parts }));
  const connections = connectionsOf(server);
  attach(server, sessions);
  openChat(io, { services, limiter, report });
  const lobby = openLobby(io, services, report);
  const close = async () => {
    lobby.close();
    announcePause(io);
    const served = closed(server, connections);
    // Chats that were taken are stored and answered before the connections go.
    await services.close();
    await Promise.all([io.close(), served]);
    await database.close();
  };
  try {
    await services.open();
    await listen(server, config);
  } catch (error) {
    lobby.close();
    await services.close();
    throw error;
  }
  return { url: urlOf(server.address() as AddressInfo), dataPlace: database.place, close };
}

async function listen(server: Server, { port, host }: Config): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const setting = code === "EADDRINUSE" || code === "EACCES" ? `PORT ${port}` : `HOST ${host}`;
    throw new Error(`${setting} cannot be listened on: ${message}`);
  }
}

/** Those of websockets too, which `closeAllConnections` leaves alone: a client that reads nothing closes none. */
function connectionsOf(server: Server): ReadonlySet<Socket> {
  const open = new Set<Socket>();
  server.on("connection", (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  return open;
}

async function closed(server: Server, connections: ReadonlySet<Socket>): Promise<void> {
  const patience = setTimeout(() => {
    for (const socket of connections) socket.destroy();
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
