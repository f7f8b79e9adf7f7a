// Bounds the queue of a client that reads slowly, by the Engine.IO 6.6 events `flush` and `packetCreate` and its
// `transport.writable`. test/realtime/backpressure.test.ts fails when the library changes.
import { type Connection, contextOf } from "./connection-context.js";
import { flushNow } from "./write-batching.js";

/** A client over this limit is disconnected and resyncs when it comes back. */
const MAX_QUEUED_BYTES = 8 * 1024 * 1024;

/** Resolves when everything was handed to the network, so that at most one page waits for a slow reader. */
export async function drained(connection: Connection): Promise<void> {
  flushNow(connection);
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

export function limitQueue(connection: Connection): void {
  connection.on("flush", onFlush).on("packetCreate", onPacket);
}

function onFlush(this: Connection): void {
  contextOf(this).queuedBytes = 0;
}

function onPacket(this: Connection, { data }: { data?: string | Buffer }): void {
  const context = contextOf(this);
  context.queuedBytes += data?.length ?? 0;
  // Discarding: a client that does not read would never let the queue drain.
  if (context.queuedBytes > MAX_QUEUED_BYTES) this.close(true);
}
