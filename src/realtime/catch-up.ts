import type { Services } from "../services/index.js";
import { limits } from "../shared/limits.js";
import { type ChatSocket, channels } from "./types.js";

/**
 * Sends what was missed, then lets the socket hear new chats. A page ends at what the room has been told, and
 * nothing else runs between the last look and the joining: each chat comes exactly once and in order.
 */
export async function catchUp(socket: ChatSocket, { chats }: Services, lastSeq: number): Promise<void> {
  const { room, visitor, after } = socket.data;
  let seen = after ?? lastSeq;
  while (socket.connected) {
    if (seen >= chats.toldSeq(room)) {
      socket.join(channels.chats(room));
      return;
    }
    const page = await chats.page(visitor, room, { after: seen, limit: limits.page.most });
    if (page.chats.length) socket.emit("chat", page.chats);
    seen = page.chats.at(-1)?.seq ?? seen;
  }
}
