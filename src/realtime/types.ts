import type { Namespace, Server, Socket } from "socket.io";
import type { ChatEvents, ChatRequests, LobbyEvents, Member } from "../shared/events.js";
import type { Language } from "../shared/pages.js";

type Nothing = Record<never, never>;

export interface ChatSocketData {
  visitor: Member;
  room: string;
  lang: Language;
  after: number | undefined;
  changed: number | undefined;
}

export type Io = Server;
export type LobbyNamespace = Namespace<Nothing, LobbyEvents>;
export type ChatNamespace = Namespace<ChatRequests, ChatEvents, Nothing, ChatSocketData>;
export type ChatSocket = Socket<ChatRequests, ChatEvents, Nothing, ChatSocketData>;

export const lobbyOf = (io: Io): LobbyNamespace => io.of("/room") as LobbyNamespace;
export const chatOf = (io: Io): ChatNamespace => io.of("/chat") as unknown as ChatNamespace;

/** Socket.IO's rooms, by who listens there. */
export const channels = {
  room: (room: string) => `room ${room}`,
  /** Apart from the rest, because whoever was away first gets what was missed. */
  chats: (room: string) => `chats ${room}`,
  inLanguage: (room: string, lang: Language) => `lang ${lang} ${room}`,
  visitor: (room: string, visitor: string) => `visitor ${visitor} ${room}`,
};
