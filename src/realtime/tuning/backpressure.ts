// Bounds what waits for a client that reads slowly, by the Engine.IO 6.6 events `flush` and `packetCreate`, its
// `transport.writable` and the TCP socket of ws 8. test/realtime/backpressure.test.ts fails when the libraries change.
import type { BacklogSource } from "../../lib/load/load-limits.js";
import { type Connection, contextOf } from "./connection-context.js";
import { flushNow, tcpOf } from "./write-batching.js";

/** A client over this limit is disconnected and resyncs when it comes back. */
const MAX_QUEUED_BYTES = 8 * 1024 * 1024;
/** Above this, only large answers are refused: the rest is kept for acknowledgements and what the room says. */
const MAX_QUEUED_ANSWERS = 1024 * 1024;

/** Resolves when everything was handed to the network, so that at most one page waits for a slow reader. */
export async function drained(connection: Connection): Promise<void> {
  flushNow(connection);
  const tcp = tcpOf(connection);
  // Frames that were written past Engine.IO leave its transport writable.
  if (tcp?.writableLength && connection.readyState === "open")
    await new Promise<void>((resolve) => tcp.write("", () => resolve()));
  while (connection.readyState === "open" && !connection.transport.writable) {
    const { transport } = connection;
    await new Promise<void>((resolve) => {
      const done = () => {
        transport.off("ready", done);
        connection.off("upgrade", done).off("close", done);
        resolve();
      };
      transport.once("ready", done);
      connection.once("upgrade", done).once("close", done);
    });
  }
}

/** The listeners are made once, since each connection would keep its own. */
export function createQueueLimit(onCut: () => void): (connection: Connection) => void {
  function onPacket(this: Connection, { data }: { data?: string | Buffer }): void {
    const context = contextOf(this);
    context.queuedBytes += data?.length ?? 0;
    if (context.queuedBytes < MAX_QUEUED_ANSWERS || queuedBytes(this) <= MAX_QUEUED_BYTES) return;
    if (this.readyState === "open") onCut();
    // Discarding: a client that does not read would never let the queue drain.
    this.close(true);
  }
  return (connection) => connection.on("flush", onFlush).on("packetCreate", onPacket);
}

export const isBehind = (connection: Connection): boolean => queuedBytes(connection) > MAX_QUEUED_ANSWERS;

export const backlogsOf =
  (connections: ReadonlySet<Connection>): BacklogSource =>
  (tell) =>
    connections.forEach((connection) => {
      const bytes = queuedBytes(connection);
      if (bytes) tell({ address: contextOf(connection).share, bytes, close: () => connection.close(true) });
    });

const queuedBytes = (connection: Connection): number =>
  contextOf(connection).queuedBytes + (tcpOf(connection)?.writableLength ?? 0);

function onFlush(this: Connection): void {
  contextOf(this).queuedBytes = 0;
}
