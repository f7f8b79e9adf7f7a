import type { RateLimiter, Services } from "../services/index.js";
import type { ErrorSink } from "./error-replies.js";
import { refuseBanned, refuseMalformedAuth, refuseOutsiders } from "./refusals.js";
import { refuseEvents } from "./refused-events.js";
import { sendAnnouncement, sendNews } from "./site/broadcasts.js";
import { type Io, lobbyNamespace } from "./types.js";

const NEWS_MS = 3000;

interface LobbyContext extends ErrorSink {
  services: Services;
  limiter: RateLimiter;
}

export interface RunningLobby {
  close(): Promise<void>;
}

/** The namespace `/room`: clients only listen. */
export function serveLobby(io: Io, context: LobbyContext): RunningLobby {
  const { services, report } = context;
  const { lobby } = services;
  const namespace = lobbyNamespace(io);
  refuseOutsiders(namespace, context);
  refuseBanned(namespace, context);
  refuseMalformedAuth(namespace, context);
  refuseEvents(namespace, context);
  namespace.on("connection", (socket) => sendAnnouncement(socket, services));
  const sendLatest = async () => {
    if (namespace.sockets.size === 0) return;
    sendNews(namespace, await lobby.news());
  };
  let sending = Promise.resolve();
  const timer = setInterval(() => {
    sending = sendLatest().catch(report);
  }, NEWS_MS);
  return {
    close: () => {
      clearInterval(timer);
      return sending;
    },
  };
}
