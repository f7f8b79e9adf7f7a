import type { Server as HttpServer, IncomingMessage, ServerResponse } from "node:http";
import { Server } from "socket.io";
import type { Config } from "../config.js";
import type { Meter } from "../services/index.js";
import type { Sessions } from "../session/index.js";
import { isOwnOrigin } from "../shared/origin.js";
import { addressReader } from "./client-address.js";
import { Connections } from "./connection-limits.js";
import { limitWaiting } from "./tuning/backpressure.js";
import { type Connection, keepSlip, slipOf } from "./tuning/connection-context.js";
import { parser } from "./tuning/packet-encoder.js";
import { gather } from "./tuning/write-batching.js";
import { chatOf, type Io, lobbyOf } from "./types.js";

/** Everybody at once would be more than the next instance can take. */
const COME_BACK_MS = 2000;

/**
 * A browser lets any page open a websocket to anywhere, with cookies: whoever comes from elsewhere is refused here.
 * Connection state recovery stays off: it skips the middlewares, and pages resume by a chat's seq instead.
 */
export function createIo(
  config: Config,
  meter: Meter,
): {
  io: Io;
  connections: Connections;
  attach(server: HttpServer, sessions: Sessions): void;
} {
  const addressOf = addressReader(config.trustProxy);
  const connections = new Connections();
  function leave(this: Connection): void {
    connections.remove(this);
    // What is not yet a connection of the namespace hears of no end there.
    for (const { data } of slipOf(this).chats) data.release?.();
  }
  const io: Io = new Server({
    serveClient: false,
    parser,
    maxHttpBufferSize: 64 * 1024,
    // Coming in takes longer when a thousand come at once.
    connectTimeout: 20_000,
    allowRequest: (req, answer) => {
      const crowded = config.rateLimits && isHandshake(req) && connections.isFull(addressOf(req));
      const welcome = !crowded && isOwnOrigin(req.headers, config.publicOrigin);
      if (!welcome) meter.refused(crowded ? "TOO_MANY_REQUESTS" : "CROSS_SITE");
      answer(null, welcome);
    },
  });
  return {
    ...{ io, connections },
    // After the application has its handler: what is not Socket.IO's is then passed on to that.
    attach: (server, sessions) => {
      io.attach(server);
      useSessions(io, sessions);
      io.engine.on("connection", (connection: Connection) => {
        keepSlip(connection, addressOf(connection.request));
        connections.add(connection);
        limitWaiting(connection);
        gather(connection);
        connection.on("close", leave);
      });
    },
  };
}

/** Tells everybody that the server pauses, so that pages need not wonder; they come back by themselves. */
export function announcePause(io: Io): void {
  const pause = { within: COME_BACK_MS };
  lobbyOf(io).emit("pause", pause);
  chatOf(io).emit("pause", pause);
}

/** How many sockets are open in each namespace. */
export const openSockets = (io: Io): Record<string, number> => ({
  room: lobbyOf(io).sockets.size,
  chat: chatOf(io).sockets.size,
});

type Handshake = IncomingMessage & { _query?: { sid?: string } };

const isHandshake = (req: Handshake): boolean => req._query?.sid === undefined;

/** Polls that belong to an open connection need no session of their own. */
function useSessions(io: Io, { middleware }: Sessions): void {
  io.engine.use((req: Handshake, res: ServerResponse, next: (error?: unknown) => void) => {
    if (isHandshake(req)) middleware(req as never, res as never, next);
    else next();
  });
}
