// Extends socket.io-parser's Decoder (4.2), which closes the connection when `auth` is not an object: the client would
// come back again and again without hearing why. test/realtime/refusals.test.ts fails when it changes.
import { Decoder as OriginalDecoder, PacketType } from "socket.io-parser";

export const malformedAuth: object = Object.freeze({});

const CONNECT = /^0(\/[^,]*)?/;

export class Decoder extends OriginalDecoder {
  override add(packet: unknown): void {
    try {
      super.add(packet);
    } catch (error) {
      const connect = typeof packet === "string" ? CONNECT.exec(packet) : null;
      if (!(connect && error instanceof Error && error.message === "invalid payload")) throw error;
      this.emitReserved("decoded", {
        type: PacketType.CONNECT,
        nsp: connect[1] ?? "/",
        data: malformedAuth,
      });
    }
  }
}
