import type { Services } from "../services/index.js";
import { type Io, lobbyOf } from "./types.js";

const NEWS_MS = 3000;

/** The lobby: the server talks, and counts on an answer, so that a page can tell whether the line is live. */
export function openLobby(io: Io, { rooms }: Services, report: (error: unknown) => void): { close(): void } {
  const lobby = lobbyOf(io);
  const tell = async () => {
    if (lobby.sockets.size === 0) return;
    const news = await rooms.totals();
    // The answer shows the page that the line is live. Here it is only not to be waited for without an end.
    for (const socket of lobby.sockets.values()) socket.timeout(NEWS_MS).emit("news", news, () => {});
  };
  const timer = setInterval(() => tell().catch(report), NEWS_MS);
  return { close: () => clearInterval(timer) };
}
