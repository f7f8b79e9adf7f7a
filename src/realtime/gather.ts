import type { Socket as RawSocket } from "node:net";
import type { Connection } from "./slip.js";

/** What Engine.IO has in it and does not promise: when it hands on what waits, and the stream below a websocket. */
interface Inner {
  flush(): void;
  readonly transport: { readonly socket?: { readonly _socket?: RawSocket } };
}

const waiting = new Set<Connection>();

/**
 * All that a connection is told in one turn of the event loop goes out in one write: who says something hears it back,
 * and then that it is stored, and a write is the dearest of all that is done for a listener.
 */
export function gather(connection: Connection): void {
  (connection as unknown as Inner).flush = wait;
}

function wait(this: Connection): void {
  waiting.add(this);
  if (waiting.size === 1) process.nextTick(sendAll);
}

/** What was told last is what somebody waits for. */
export function sendNow(connection: Connection): void {
  if (waiting.delete(connection)) send(connection);
}

function sendAll(): void {
  for (const connection of waiting) send(connection);
  waiting.clear();
}

function send(connection: Connection): void {
  const stream = (connection as unknown as Inner).transport.socket?._socket;
  stream?.cork();
  Object.getPrototypeOf(connection).flush.call(connection);
  stream?.uncork();
}
