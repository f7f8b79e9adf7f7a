import type { Server as HttpServer, IncomingMessage, ServerResponse } from "node:http";
import type { RequestHandler } from "express";
import { Server } from "socket.io";
import type { Config } from "../config.js";
import { isOwnOrigin } from "../shared/origin.js";
import { addressReader } from "./address.js";
import { AddressCount } from "./address-count.js";
import { chatOf, type Io, lobbyOf } from "./types.js";

/**
 * A browser lets any page open a websocket to anywhere, with cookies: whoever comes from elsewhere is refused here.
 * Connection state recovery stays off: it skips the middlewares, and pages resume by a chat's seq instead.
 */
export function createIo(config: Config): {
  io: Io;
  attach(server: HttpServer, sessions: RequestHandler): void;
} {
  const addressOf = addressReader(config.trustProxy);
  const crowd = new AddressCount();
  const io: Io = new Server({
    serveClient: false,
    maxHttpBufferSize: 64 * 1024,
    connectTimeout: 10_000,
    allowRequest: (req, answer) => {
      const crowded = config.rateLimits && isHandshake(req) && crowd.isFull(addressOf(req));
      answer(null, !crowded && isOwnOrigin(req.headers, config.publicOrigin));
    },
  });
  return {
    io,
    // After the application has its handler: what is not Socket.IO's is then passed on to that.
    attach: (server, sessions) => {
      io.attach(server);
      useSessions(io, sessions);
      io.engine.on("connection", (connection: { request: IncomingMessage } & NodeJS.EventEmitter) => {
        connection.once("close", crowd.add(addressOf(connection.request)));
      });
    },
  };
}

/** Tells everybody that the server pauses, so that pages need not wonder; they come back by themselves. */
export function announcePause(io: Io): void {
  lobbyOf(io).emit("pause");
  chatOf(io).emit("pause");
}

type Handshake = IncomingMessage & { _query?: { sid?: string } };

const isHandshake = (req: Handshake): boolean => req._query?.sid === undefined;

/** Polls that belong to an open connection need no session of their own. */
function useSessions(io: Io, sessions: RequestHandler): void {
  io.engine.use((req: Handshake, res: ServerResponse, next: (error?: unknown) => void) => {
    if (isHandshake(req)) sessions(req as never, res as never, next);
    else next();
  });
}
