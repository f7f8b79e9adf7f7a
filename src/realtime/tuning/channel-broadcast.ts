// Replaces `namespace.to(channel).emit(…)` of Socket.IO 4.8 for the event that is sent most: without the adapter's set of
// receivers and without listeners for outgoing packets, which nothing here uses. The frame is made once for all.
// test/realtime/write-batching.test.ts fails when the library changes.
import { PacketType } from "socket.io-parser";
import type { ChatNamespace } from "../types.js";
import { parser } from "./packet-encoder.js";
import { toFrame } from "./write-batching.js";

const encoder = new parser.Encoder();

/** Returns to how many sockets. */
export function emitToChannel(
  namespace: ChatNamespace,
  channel: string,
  event: string,
  payload: unknown,
): number {
  const ids = namespace.adapter.rooms.get(channel);
  if (!ids) return 0;
  const [text] = encoder.encode({ type: PacketType.EVENT, nsp: namespace.name, data: [event, payload] });
  const options = { wsPreEncodedFrame: [toFrame(text!)] };
  for (const id of ids) namespace.sockets.get(id)?.conn.write(text!, options as never);
  return ids.size;
}
