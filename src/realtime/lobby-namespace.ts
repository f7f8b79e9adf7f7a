import type { RateLimiter, Services } from "../services/index.js";
import type { ErrorSink } from "./error-replies.js";
import { refuseMalformedAuth, refuseOutsiders } from "./refusals.js";
import { refuseEvents } from "./refused-events.js";
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
  refuseMalformedAuth(namespace, context);
  refuseEvents(namespace, context);
  const sendNews = async () => {
    if (namespace.sockets.size === 0) return;
    const news = await lobby.news();
    // Clients acknowledge, which shows them that the connection is live. The timeout only frees the callback here.
    for (const socket of namespace.sockets.values()) socket.timeout(NEWS_MS).emit("news", news, () => {});
  };
  let sending = Promise.resolve();
  const timer = setInterval(() => {
    sending = sendNews().catch(report);
  }, NEWS_MS);
  return {
    close: () => {
      clearInterval(timer);
      return sending;
    },
  };
}
