import { once } from "node:events";
import type { Server } from "node:http";
import type { Config } from "../config.js";
import type { Database } from "../db/index.js";
import type { HttpConnections } from "../http/connections.js";
import { listenForVisitors } from "../http/listen.js";
import type { OnionListener } from "../http/onion-listener.js";
import type { RoomStreams } from "../http/streams/room-streams.js";
import type { LoadLimits } from "../lib/load/load-limits.js";
import type { RunningLobby } from "../realtime/lobby-namespace.js";
import type { RedisInstanceBus } from "../realtime/redis-instance-bus.js";
import { announcePause, type SocketServer } from "../realtime/socket-server.js";
import type { Services } from "../services/index.js";

const LAST_REQUESTS_MS = 2000;

export interface Running {
  server: Server;
  onion: OnionListener;
  connections: HttpConnections;
  sockets: SocketServer;
  streams: RoomStreams;
  services: Services;
  lobby: RunningLobby;
  load: LoadLimits;
  bus: RedisInstanceBus | undefined;
  database: Database;
}

export async function shutDown(running: Running): Promise<void> {
  const { server, sockets, streams, services, lobby, load, bus, database } = running;
  const lobbyClosed = lobby.close();
  announcePause(sockets.io);
  streams.close();
  const httpClosed = closeServer(running);
  // Accepted chats are stored and acknowledged before their connections close.
  await services.close();
  await bus?.close();
  server.closeIdleConnections();
  await Promise.all([sockets.io.close(), httpClosed, lobbyClosed]);
  load.unsent.close();
  await database.close();
}

export async function start(
  { server, onion, services, lobby, load }: Running,
  config: Config,
): Promise<void> {
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
