import type { Server as HttpServer, IncomingMessage, ServerResponse } from "node:http";
import { Server } from "socket.io";
import type { Config } from "../config.js";
import type { LoadLimits } from "../lib/load/load-limits.js";
import { ownOrigin } from "../lib/onion/own-origin.js";
import type { Sessions } from "../session/index.js";
import { detectLanguage } from "../shared/i18n/detect-language.js";
import { hasOneHost, isOwnOrigin } from "../shared/origin.js";
import { createAddressReader } from "./client-address.js";
import { ConnectionLimits } from "./connection-limits.js";
import { type ErrorSink, toErrorView } from "./error-replies.js";
import { refuseOtherNamespaces } from "./refusals.js";
import { backlogsOf, createQueueLimit } from "./tuning/backpressure.js";
import { type Connection, contextOf, createContext } from "./tuning/connection-context.js";
import { takeTurnsByMessage } from "./tuning/message-turns.js";
import { parser } from "./tuning/packet-encoder.js";
import { endOf } from "./tuning/socket-end.js";
import { batchWrites } from "./tuning/write-batching.js";
import { chatNamespace, type Io, lobbyNamespace } from "./types.js";

/** Clients reconnect at random times within this, since all at once would be too much for the next instance. */
const RECONNECT_WITHIN_MS = 2000;

export interface SocketServer {
  io: Io;
  connections: ConnectionLimits;
  attach(server: HttpServer, sessions: Sessions): void;
}

// Any page may open a websocket to any server, with cookies, so other sites are refused here. Connection state recovery
// stays off: it skips middlewares, and clients resync by seq instead.
export function createSocketServer(config: Config, sink: ErrorSink, load: LoadLimits): SocketServer {
  const addressOf = createAddressReader(config.trustProxy);
  const connections = new ConnectionLimits();
  load.unsent.addSource(backlogsOf(connections.open));
  const limitQueue = createQueueLimit(() => sink.metrics.count("slowReaders", { limit: "connection" }));
  const io: Io = new Server({
    serveClient: false,
    cleanupEmptyChildNamespaces: true,
    parser,
    maxHttpBufferSize: 64 * 1024,
    // Entering takes longer when a thousand clients come at once.
    connectTimeout: 20_000,
    allowRequest: (req, answer) => {
      const isFull = config.rateLimits && isHandshake(req) && connections.isFull(addressOf(req));
      const allowed = !isFull && isOwnOrigin(req.headers, ownOrigin(req, config));
      if (isFull) sink.metrics.count("overShare", { of: "connections" });
      if (!allowed) sink.metrics.refused(isFull ? "TOO_MANY_REQUESTS" : "CROSS_SITE");
      if (!allowed || !isHandshake(req)) return answer(null, allowed);
      const isGone = () => req.socket.destroyed;
      // Called in here, since what Engine.IO does next is most of the work.
      const accept = async () => answer(null, true);
      load.turns.run(load.shareOf(addressOf(req)), accept, { isGone }).catch(() => answer(null, false));
    },
  });
  refuseOtherNamespaces(io, sink);
  function onClose(this: Connection, reason: string): void {
    connections.remove(this);
    // Sockets still in middleware get no `disconnect`; release their seats here.
    for (const { data } of contextOf(this).chatSockets) data.release?.(endOf(this, reason));
  }
  const attach = (server: HttpServer, sessions: Sessions) => {
    // After the application's handler, so that Socket.IO passes other requests on to it.
    io.attach(server);
    useSessions(io, sessions, sink);
    io.engine.on("connection", (connection: Connection) => {
      const address = addressOf(connection.request);
      createContext(connection, address, load.shareOf(address));
      connections.add(connection);
      limitQueue(connection);
      takeTurnsByMessage(connection);
      batchWrites(connection, config);
      connection.on("close", onClose);
    });
  };
  return { io, connections, attach };
}

export function announcePause(io: Io): void {
  const pause = { within: RECONNECT_WITHIN_MS };
  lobbyNamespace(io).emit("pause", pause);
  chatNamespace(io).emit("pause", pause);
}

export const countSockets = (io: Io): Record<string, number> => ({
  room: lobbyNamespace(io).sockets.size,
  chat: chatNamespace(io).sockets.size,
});

type EngineRequest = IncomingMessage & { _query?: { sid?: string } };

const isHandshake = (request: EngineRequest): boolean => request._query?.sid === undefined;

function useSessions(io: Io, { middleware }: Sessions, sink: ErrorSink): void {
  io.engine.use((req: EngineRequest, res: ServerResponse, next: (error?: unknown) => void) => {
    if (!hasOneHost(req.rawHeaders)) return next(new Error("More than one Host"));
    if (!isHandshake(req)) return next();
    middleware(req as never, res as never, (error) => (error ? refuseHandshake(req, error, sink) : next()));
  });
}

/** Engine.IO would answer 400. */
function refuseHandshake({ socket, headers }: EngineRequest, error: unknown, sink: ErrorSink): void {
  const view = toErrorView(error, detectLanguage(undefined, headers["accept-language"]), sink);
  const status = view.code === "BUSY" ? "503 Service Unavailable" : "500 Internal Server Error";
  const body = JSON.stringify({ error: view });
  const head = [
    `HTTP/1.1 ${status}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Retry-After: 10",
    "Connection: close",
  ];
  socket.on("error", () => socket.destroy());
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
