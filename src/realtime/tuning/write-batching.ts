import type { Socket as RawSocket } from "node:net";
import type { Connection } from "./connection-context.js";

/** What Engine.IO has in it and does not promise: what waits, what hands it on, and the stream below a websocket. */
interface Inner {
  readonly readyState: string;
  readonly writeBuffer: readonly unknown[];
  readonly transport: { readonly socket?: { readonly _socket?: RawSocket } };
  flush(): void;
}

/** Once for each thing that is said; all that a connection is told goes out at the first. */
let waiting: Inner[] = [];

/**
 * All that a connection is told by one thing that happens, and by the promises that are kept with it, goes out in one
 * write: who says something hears it back, and then that it is stored, and a write is the dearest of all that is done
 * for a listener.
 */
export function gather(connection: Connection): void {
  innerOf(connection).flush = wait;
}

function wait(this: Inner): void {
  // Engine.IO asks after each write as well.
  if (this.writeBuffer.length === 0) return;
  // Engine.IO closes the transport next.
  if (this.readyState === "closing") return send(this);
  waiting.push(this);
  if (waiting.length === 1) process.nextTick(sendAll);
}

/** For an answer, which is not to wait for what else is done in the same turn. */
export function sendNow(connection: Connection): void {
  send(innerOf(connection));
}

function sendAll(): void {
  const due = waiting;
  waiting = [];
  for (const connection of due) send(connection);
}

function send(connection: Inner): void {
  if (connection.writeBuffer.length === 0) return;
  const stream = connection.transport.socket?._socket;
  stream?.cork();
  Object.getPrototypeOf(connection).flush.call(connection);
  stream?.uncork();
}

const innerOf = (connection: Connection): Inner => connection as unknown as Inner;
