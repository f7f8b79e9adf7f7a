// Hears the close code of a websocket on the socket of ws 8, since Engine.IO 6.6 drops it: it tells a page that was
// closed from a connection that was lost. test/seats/graces.test.ts fails when the libraries change.
import type { EventEmitter } from "node:events";
import { type Connection, contextOf } from "./connection-context.js";

/** 1005 is a close without a code. */
const CLOSED_CODES: ReadonlySet<number> = new Set([1000, 1001, 1005]);
const LOST_REASONS: ReadonlySet<string> = new Set(["ping timeout", "transport error"]);

type Transport = { readonly socket?: EventEmitter };

export function listenForCloseCode(connection: Connection): void {
  const onTransport = ({ socket }: Transport) =>
    // Before the listener of Engine.IO, which ends the connection.
    socket?.prependOnceListener("close", (code: number) => {
      contextOf(connection).closeCode = code;
    });
  onTransport(connection.transport as unknown as Transport);
  connection.once("upgrade", onTransport);
}

export function endOf(connection: Connection, reason: string): "closed" | "lost" {
  const { closeCode } = contextOf(connection);
  const isCut = reason === "transport close" && closeCode !== undefined && !CLOSED_CODES.has(closeCode);
  return isCut || LOST_REASONS.has(reason) ? "lost" : "closed";
}
