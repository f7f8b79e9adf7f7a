import type { Broadcaster, Services } from "../../services/index.js";
import type { Announcement, News } from "../../shared/events.js";
import { disconnectWhenAnswered } from "../acknowledgements.js";
import { contextOf } from "../tuning/connection-context.js";
import type { ChatNamespace, LobbyNamespace, LobbySocket } from "../types.js";

const NEWS_TIMEOUT_MS = 3000;

type SiteBroadcasts = Pick<Broadcaster, "news" | "announced" | "bannedFromSite">;

export const createSiteBroadcasts = (lobby: LobbyNamespace, chat: ChatNamespace): SiteBroadcasts => ({
  news: (news) => sendNews(lobby, news),
  announced: (announcement) => {
    lobby.emit("announce", announcement);
    chat.emit("announce", announcement);
  },
  // Before the seats are taken away: a room that another instance ends by that would hide why.
  bannedFromSite: (visitor, ban) => {
    for (const socket of socketsOf(lobby, visitor)) socket.disconnect();
    for (const socket of chat.sockets.values()) {
      const { data } = socket;
      if (data.isWatching || data.hasLostSeat || data.visitor?.id !== visitor) continue;
      socket.emit("kick", { reason: "banned", ...ban });
      disconnectWhenAnswered(socket);
    }
  },
});

export const socketsOf = (lobby: LobbyNamespace, visitor: string): LobbySocket[] =>
  [...lobby.sockets.values()].filter((socket) => contextOf(socket).session?.visitor === visitor);

/** Clients acknowledge, which shows them that the connection is live. The timeout only frees the callback here. */
export function sendNews(lobby: LobbyNamespace, news: News): void {
  for (const socket of lobby.sockets.values()) socket.timeout(NEWS_TIMEOUT_MS).emit("news", news, () => {});
}

export function sendAnnouncement(
  socket: { emit(event: "announce", announcement: Announcement): unknown },
  { siteSwitches }: Pick<Services, "siteSwitches">,
): void {
  const { announcement } = siteSwitches;
  if (announcement) socket.emit("announce", announcement);
}
