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
import { place } from "./place.js";

export type ChatSocket = Socket<ChatEvents, ChatRequests>;

const PATIENCE = 10_000;

/** `lastSeen` is asked at every connection, so that the server sends what was missed. */
export function connect(lastSeen: () => number): ChatSocket {
  const auth = (give: (data: object) => void) => give({ room: place.room, after: lastSeen() });
  return io("/chat", { auth, transports: ["websocket", "polling"], autoConnect: false });
}

type Input<Request extends keyof ChatRequests> = Parameters<ChatRequests[Request]>[0];

/** What may be asked of the server. Nothing here throws: silence is an answer as well. */
export function requestsOf(socket: ChatSocket) {
  const patient = () => socket.timeout(PATIENCE);
  return {
    chat: (input: Input<"chat">) => answered<Chat>(patient().emitWithAck("chat", input)),
    history: (input: Input<"history">) => answered<ChatPage>(patient().emitWithAck("history", input)),
    editChat: (input: Input<"editChat">) => answered<Chat>(patient().emitWithAck("editChat", input)),
    removeChat: (input: Input<"removeChat">) => answered<Chat>(patient().emitWithAck("removeChat", input)),
    nickname: (input: Input<"nickname">) => answered<Member>(patient().emitWithAck("nickname", input)),
    whisper: (input: Input<"whisper">) => answered<Whisper>(patient().emitWithAck("whisper", input)),
    kick: (input: Input<"kick">) => answered<null>(patient().emitWithAck("kick", input)),
    renameRoom: (input: Input<"renameRoom">) =>
      answered<RoomView>(patient().emitWithAck("renameRoom", input)),
  };
}

export type Requests = ReturnType<typeof requestsOf>;

async function answered<T>(asked: Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await asked;
  } catch {
    return { ok: false, error: { code: "OFFLINE", message: "" } };
  }
}
