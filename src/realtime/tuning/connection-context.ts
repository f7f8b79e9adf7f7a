import type { IncomingMessage } from "node:http";
import type { Socket } from "socket.io";
import { type HandshakeRequest, SessionHandle } from "../../session/index.js";
import type { ChatSocket } from "../types.js";

export type Connection = Socket["conn"];

/**
 * What stays of the request that opened a connection, and all that is known of a connection beside. A listener or a
 * closure for each thing, for each of thousands of connections, would cost more than the thing.
 */
export interface Slip {
  readonly session: SessionHandle | undefined;
  readonly headers: { "accept-language"?: string };
  readonly address: string;
  /** Socket.IO looks into it. */
  readonly connection: object;
  /** How much is said and not yet sent. */
  waiting: number;
  /** By which it is in a room, or on its way in: one, but with clients that ask a second time before the answer. */
  chats: readonly ChatSocket[];
}

const nothing = {};

/** A request with its answer, its headers and what the session middleware hung on it is as large as a connection. */
export function keepSlip(connection: Connection, address: string): void {
  const request = connection.request as HandshakeRequest;
  const slip: Slip = {
    session: SessionHandle.of(request),
    headers: { "accept-language": request.headers["accept-language"] },
    ...{ address, connection: nothing, waiting: 0, chats: [] },
  };
  connection.request = slip as unknown as IncomingMessage;
}

export const slipOf = (connection: { readonly request: IncomingMessage }): Slip =>
  connection.request as unknown as Slip;

/** Who came in has been recognised: what was said for that is not needed any more. */
export function forgetHandshake(socket: ChatSocket): void {
  Object.assign(socket, { handshake: nothing });
}
