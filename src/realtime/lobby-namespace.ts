import type { Services } from "../services/index.js";
import { type Io, lobbyOf } from "./types.js";

const NEWS_MS = 3000;

export interface Lobby {
  /** No more news; resolves when none are under way. */
  close(): Promise<void>;
}

/** The lobby: the server talks, and counts on an answer, so that a page can tell whether the line is live. */
export function openLobby(io: Io, { totals }: Services, report: (error: unknown) => void): Lobby {
  const lobby = lobbyOf(io);
  const tell = async () => {
    if (lobby.sockets.size === 0) return;
    const news = await totals.now();
    // The answer shows the page that the line is live. Here it is only not to be waited for without an end.
    for (const socket of lobby.sockets.values()) socket.timeout(NEWS_MS).emit("news", news, () => {});
  };
  let telling = Promise.resolve();
  const timer = setInterval(() => {
    telling = tell().catch(report);
  }, NEWS_MS);
  return {
    close: () => {
      clearInterval(timer);
      return telling;
    },
  };
}
