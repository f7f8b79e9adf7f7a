import type { IncomingMessage } from "node:http";
import { type HandshakeRequest, Passport } from "../session.js";
import type { ChatSocket } from "./types.js";

/** What stays of the request that opened a connection. */
export interface Slip {
  passport: Passport | undefined;
  headers: { "accept-language"?: string };
  /** Socket.IO looks into it. */
  connection: object;
}

/** A request with its answer, its headers and what the session middleware hung on it is as large as a connection. */
export function keepSlip(connection: { request: IncomingMessage }): void {
  const request = connection.request as HandshakeRequest;
  const slip: Slip = {
    passport: Passport.of(request),
    headers: { "accept-language": request.headers["accept-language"] },
    connection: {},
  };
  connection.request = slip as unknown as IncomingMessage;
}

export const slipOf = (socket: ChatSocket): Slip => socket.request as unknown as Slip;
