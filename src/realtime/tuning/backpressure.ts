import { type Connection, slipOf } from "./connection-context.js";
import { sendNow } from "./write-batching.js";

/** What waits for a client that does not read; beyond it the client is let go, and resumes when it comes back. */
const MOST_WAITING = 8 * 1024 * 1024;

/** Until all that was said has left, so that at most one page waits for whoever reads slowly. */
export async function written(connection: Connection): Promise<void> {
  sendNow(connection);
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

export function limitWaiting(connection: Connection): void {
  connection.on("flush", begin).on("packetCreate", count);
}

function begin(this: Connection): void {
  slipOf(this).waiting = 0;
}

function count(this: Connection, { data }: { data?: string | Buffer }): void {
  const slip = slipOf(this);
  slip.waiting += data?.length ?? 0;
  // Without waiting for what is left to be read, which is what does not happen.
  if (slip.waiting > MOST_WAITING) this.close(true);
}
