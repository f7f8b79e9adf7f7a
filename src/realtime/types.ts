import type { Namespace, Server, Socket } from "socket.io";
import type { ChatEvents, ChatRequests, LobbyEvents, Member } from "../shared/events.js";
import type { Language } from "../shared/page-props.js";

type Nothing = Record<never, never>;

export interface ChatSocketData {
  visitor: Member;
  room: string;
  lang: Language;
  after: number | undefined;
  changed: number | undefined;
  /** Gives the seat back; calling it again does nothing. */
  release: () => void;
}

export type Io = Server;
export type LobbyNamespace = Namespace<Nothing, LobbyEvents>;
export type ChatNamespace = Namespace<ChatRequests, ChatEvents, Nothing, ChatSocketData>;
export type ChatSocket = Socket<ChatRequests, ChatEvents, Nothing, ChatSocketData>;

export const lobbyOf = (io: Io): LobbyNamespace => io.of("/room") as LobbyNamespace;
export const chatOf = (io: Io): ChatNamespace => io.of("/chat") as unknown as ChatNamespace;

/** Socket.IO's rooms, by who listens there. */
export const channels = {
  /** By the language of the page; all of them are the room. */
  room: (room: string, lang: Language) => `room ${lang} ${room}`,
  /** Apart from the rest, because whoever was away first gets what was missed. */
  chats: (room: string) => `chats ${room}`,
  visitor: (room: string, visitor: string) => `visitor ${visitor} ${room}`,
};
