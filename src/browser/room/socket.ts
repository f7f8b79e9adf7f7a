import { io, type Socket } from "socket.io-client";
import type { Ack, Answer, ChatEvents, ChatRequests } from "../../shared/events.js";
import { pageData } from "./page-data.js";

export type ChatSocket = Socket<ChatEvents, ChatRequests>;

const ACK_TIMEOUT_MS = 10_000;

/** `getPosition` is called for each connection, so that the server sends what this page has missed. */
export function createChatSocket(getPosition: () => { after: number; changed: number }): ChatSocket {
  const { room, isSpectator: spectate } = pageData;
  const auth = (send: (data: object) => void) => send({ room, spectate, ...getPosition() });
  return io("/chat", { auth, transports: ["websocket", "polling"], autoConnect: false });
}

type AnsweredRequests = Omit<ChatRequests, "typing" | "leave">;
type Input<Name extends keyof AnsweredRequests> =
  Parameters<AnsweredRequests[Name]> extends [infer T, unknown] ? T : Record<string, never>;
type Data<Name extends keyof AnsweredRequests> =
  Parameters<AnsweredRequests[Name]> extends [...unknown[], Ack<infer T>] ? T : never;

/** Never rejects: without a connection or an answer in time, it resolves to the error OFFLINE. */
export type SendRequest = <Name extends keyof AnsweredRequests>(
  name: Name,
  input: Input<Name>,
) => Promise<Answer<Data<Name>>>;

interface AckSender {
  emitWithAck<T>(name: string, input: unknown): Promise<Answer<T>>;
}

const offline: Answer<never> = { ok: false, error: { code: "OFFLINE", message: "" } };

export function createSendRequest(socket: ChatSocket): SendRequest {
  return async (name, input) => {
    // Otherwise Socket.IO would keep the request and send it unexpectedly at the next connection.
    if (!socket.connected) return offline;
    try {
      return await (socket.timeout(ACK_TIMEOUT_MS) as AckSender).emitWithAck(name, input);
    } catch {
      return offline;
    }
  };
}
