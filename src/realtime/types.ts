import type { Namespace, Server, Socket } from "socket.io";
import type { Visitor } from "../services/index.js";
import type { ChatEvents, ChatRequests, LobbyEvents } from "../shared/events.js";
import type { Language } from "../shared/i18n/languages.js";

type NoEvents = Record<never, never>;

export interface ChatSocketData {
  visitor: Visitor;
  room: string;
  lang: Language;
  after: number | undefined;
  changed: number | undefined;
  release: (end: "closed" | "lost") => void;
  unanswered: number;
  hasLostSeat: boolean;
  isWatching: boolean;
}

export type Io = Server;
export type LobbyNamespace = Namespace<NoEvents, LobbyEvents>;
export type LobbySocket = Socket<NoEvents, LobbyEvents>;
export type ChatNamespace = Namespace<ChatRequests, ChatEvents, NoEvents, ChatSocketData>;
export type ChatSocket = Socket<ChatRequests, ChatEvents, NoEvents, ChatSocketData>;

export const lobbyNamespace = (io: Io): LobbyNamespace => io.of("/room") as LobbyNamespace;
export const chatNamespace = (io: Io): ChatNamespace => io.of("/chat") as unknown as ChatNamespace;

export const channels = {
  room: (room: string, lang: Language) => `room ${lang} ${room}`,
  /** Joined only after the client has received what it missed. */
  chats: (room: string) => `chats ${room}`,
  visitor: (room: string, visitor: string) => `visitor ${visitor} ${room}`,
};
