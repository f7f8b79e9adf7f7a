// Replaces `connection.request` of Engine.IO 6.6 (socket.io 4.8) by the few values that are used after the handshake.
// The request with its response, headers and session is as large as all the rest of a connection: 141 kB for each
// listener with it, 31 kB without. Every test that enters a room fails when the library changes.
import type { IncomingMessage } from "node:http";
import type { Socket } from "socket.io";
import { type HandshakeRequest, SessionHandle } from "../../session/index.js";
import { detectLanguage } from "../../shared/i18n/detect-language.js";
import type { Language } from "../../shared/i18n/languages.js";
import type { ChatSocket } from "../types.js";

export type Connection = Socket["conn"];

export interface ConnectionContext {
  readonly session: SessionHandle | undefined;
  readonly headers: { "accept-language"?: string };
  readonly address: string;
  readonly share: string;
  /** Socket.IO reads `request.connection.encrypted`. */
  readonly connection: object;
  queuedBytes: number;
  /** Written past Engine.IO at the end of the turn. */
  frames: Buffer[] | undefined;
  turn: number;
  messages: number;
  refused: number;
  /** Sockets that are in a room or on their way in; more than one if the client asks again before the answer. */
  chatSockets: readonly ChatSocket[];
}

const empty = {};

export function createContext(connection: Connection, address: string, share: string): void {
  const request = connection.request as HandshakeRequest;
  const context: ConnectionContext = {
    session: SessionHandle.of(request),
    headers: { "accept-language": request.headers["accept-language"] },
    address,
    share,
    connection: empty,
    queuedBytes: 0,
    frames: undefined,
    turn: -1,
    messages: 0,
    refused: 0,
    chatSockets: [],
  };
  connection.request = context as unknown as IncomingMessage;
}

export const contextOf = (connection: { readonly request: IncomingMessage }): ConnectionContext =>
  connection.request as unknown as ConnectionContext;

export function languageOf(connection: { readonly request: IncomingMessage }): Language {
  const { session, headers } = contextOf(connection);
  return detectLanguage(session?.lang, headers["accept-language"]);
}

export function dropHandshake(socket: ChatSocket): void {
  Object.assign(socket, { handshake: empty });
}
