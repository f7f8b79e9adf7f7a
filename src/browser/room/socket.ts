import { io, type Socket } from "socket.io-client";
import type {
  Answer,
  Chat,
  ChatEvents,
  ChatPage,
  ChatRequests,
  Member,
  RoomView,
  Whisper,
} from "../../shared/events.js";
import { place } from "./page-data.js";

export type ChatSocket = Socket<ChatEvents, ChatRequests>;

const PATIENCE = 10_000;

/** `seen` is asked at every connection, so that the server sends what was missed. */
export function connect(seen: () => { after: number; changed: number }): ChatSocket {
  const auth = (give: (data: object) => void) => give({ room: place.room, ...seen() });
  return io("/chat", { auth, transports: ["websocket", "polling"], autoConnect: false });
}

type Input<Request extends keyof ChatRequests> = Parameters<ChatRequests[Request]>[0];

const offline: Answer<never> = { ok: false, error: { code: "OFFLINE", message: "" } };

/** What may be asked of the server. Nothing here throws: silence is an answer as well. */
export function requestsOf(socket: ChatSocket) {
  type Line = ReturnType<ChatSocket["timeout"]>;
  const ask = async <T>(emit: (line: Line) => Promise<Answer<T>>): Promise<Answer<T>> => {
    // It would wait for a connection, and be done when nobody expects it any more.
    if (!socket.connected) return offline;
    try {
      return await emit(socket.timeout(PATIENCE));
    } catch {
      return offline;
    }
  };
  return {
    chat: (input: Input<"chat">) => ask<Chat>((line) => line.emitWithAck("chat", input)),
    history: (input: Input<"history">) => ask<ChatPage>((line) => line.emitWithAck("history", input)),
    editChat: (input: Input<"editChat">) => ask<Chat>((line) => line.emitWithAck("editChat", input)),
    removeChat: (input: Input<"removeChat">) => ask<Chat>((line) => line.emitWithAck("removeChat", input)),
    nickname: (input: Input<"nickname">) => ask<Member>((line) => line.emitWithAck("nickname", input)),
    whisper: (input: Input<"whisper">) => ask<Whisper>((line) => line.emitWithAck("whisper", input)),
    kick: (input: Input<"kick">) => ask<null>((line) => line.emitWithAck("kick", input)),
    renameRoom: (input: Input<"renameRoom">) =>
      ask<RoomView>((line) => line.emitWithAck("renameRoom", input)),
  };
}

export type Requests = ReturnType<typeof requestsOf>;
