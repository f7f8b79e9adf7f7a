import type { Services } from "../services/index.js";
import { limits } from "../shared/limits.js";
import { type ChatSocket, channels } from "./types.js";

/** What waits for a client that does not read; beyond it the client is let go, and resumes when it comes back. */
const MOST_WAITING = 8 * 1024 * 1024;

/**
 * Sends what was missed, then lets the socket hear new chats. A page ends at what the room has been told, and
 * nothing else runs between the last look and the joining: each chat comes exactly once and in order.
 */
export async function catchUp(socket: ChatSocket, { chats }: Services, lastSeq: number): Promise<void> {
  const { room, visitor, after } = socket.data;
  limitWaiting(socket);
  let seen = after ?? lastSeq;
  while (socket.connected) {
    if (seen >= chats.toldSeq(room)) {
      socket.join(channels.chats(room));
      return;
    }
    const page = await chats.page(visitor, room, { after: seen, limit: limits.page.most });
    if (page.chats.length) socket.emit("chat", page.chats);
    seen = page.chats.at(-1)?.seq ?? seen;
    await written(socket);
  }
}

/** Until all that was said has left, so that at most one page waits for whoever reads slowly. */
async function written({ conn }: ChatSocket): Promise<void> {
  while (conn.readyState === "open" && !conn.transport.writable) {
    const { transport } = conn;
    await new Promise<void>((resolve) => {
      const done = () => {
        transport.off("ready", done);
        conn.off("upgrade", done).off("close", done);
        resolve();
      };
      transport.once("ready", done);
      conn.once("upgrade", done).once("close", done);
    });
  }
}

function limitWaiting({ conn }: ChatSocket): void {
  let waiting = 0;
  conn.on("flush", () => {
    waiting = 0;
  });
  conn.on("packetCreate", ({ data }: { data?: string | Buffer }) => {
    waiting += data?.length ?? 0;
    // Without waiting for what is left to be read, which is what does not happen.
    if (waiting > MOST_WAITING) conn.close(true);
  });
}
