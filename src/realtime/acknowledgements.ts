import type { RateLimiter } from "../services/index.js";
import type { Answer } from "../shared/events.js";
import type { ChatSocket } from "./types.js";

export type Acknowledge = (answer: Answer<unknown>) => void;
const ignore: Acknowledge = () => {};

export function acknowledgementOf(packet: unknown[]): Acknowledge {
  const last = packet.at(-1);
  return typeof last === "function" ? (last as Acknowledge) : ignore;
}

export async function disconnectFlood(
  socket: Pick<ChatSocket, "id" | "disconnect">,
  limiter: RateLimiter,
): Promise<void> {
  await limiter.assertAllowed("flood", socket.id).catch(() => socket.disconnect(true));
}

/** A socket that lost its seat hears nothing more, and is disconnected when its last request was answered. */
export function disconnectWhenAnswered(socket: ChatSocket): void {
  for (const channel of [...socket.rooms]) socket.leave(channel);
  socket.data.hasLostSeat = true;
  setImmediate(() => {
    if (!socket.data.unanswered) socket.disconnect();
  });
}

export async function untilAnswered(socket: ChatSocket, answer: () => Promise<void>): Promise<void> {
  const { data } = socket;
  data.unanswered++;
  await answer();
  data.unanswered--;
  if (data.hasLostSeat && !data.unanswered) socket.disconnect();
}
