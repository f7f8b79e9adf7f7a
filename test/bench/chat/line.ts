import { connect, type Socket } from "node:net";

/** What the system reads into, for all lines: each is done with it before the next is read. */
const shared = Buffer.allocUnsafe(1024 * 1024);

const TEXT = 1;
const CLOSE = 8;

/** The server closed the connection. */
export class HungUp extends Error {}

/**
 * A websocket that reads with next to no work, so that the server is measured and not the load: in a round, hundreds
 * of these share one core and hear a million chats a second. It speaks what these servers speak, and no more of it.
 */
export class Line {
  readonly #socket: Socket;
  #unread: Buffer = Buffer.alloc(0);
  #upgraded = false;
  /** Every text that comes; the bytes are gone when it returns. */
  onText: (text: Buffer) => void = () => {};
  onClose: () => void = () => {};

  constructor(url: string, path: string, cookie = "") {
    const { hostname, port } = new URL(url);
    const onread = { buffer: shared, callback: (length: number) => this.#read(shared.subarray(0, length)) };
    this.#socket = connect({ host: hostname, port: Number(port), onread });
    this.#socket.setNoDelay(true);
    this.#socket.on("error", () => this.#socket.destroy()).on("close", () => this.onClose());
    this.#socket.write(
      [
        `GET ${path} HTTP/1.1`,
        `Host: ${hostname}:${port}`,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ...(cookie ? [`Cookie: ${cookie}`] : []),
        "\r\n",
      ].join("\r\n"),
    );
  }

  /** Masked by zeros, which leaves the bytes as they are. */
  say(text: string): void {
    const length = Buffer.byteLength(text);
    const head = length < 126 ? 6 : 8;
    if (length > 65_535) throw new Error("A text that long is not needed here");
    const frame = Buffer.alloc(head + length);
    frame[0] = 0x80 | TEXT;
    frame[1] = 0x80 | (length < 126 ? length : 126);
    if (length >= 126) frame.writeUInt16BE(length, 2);
    frame.write(text, head);
    this.#socket.write(frame);
  }

  close(): void {
    this.onClose = () => {};
    this.#socket.destroy();
  }

  #read(chunk: Buffer): boolean {
    let bytes = this.#unread.length ? Buffer.concat([this.#unread, chunk]) : chunk;
    if (!this.#upgraded) bytes = this.#readHead(bytes);
    if (this.#upgraded) bytes = this.#readFrames(bytes);
    this.#unread = bytes.length ? Buffer.from(bytes) : bytes;
    return true;
  }

  #readHead(bytes: Buffer): Buffer {
    const end = bytes.indexOf("\r\n\r\n");
    if (end < 0) return bytes;
    if (!bytes.toString("latin1", 0, 12).endsWith("101")) {
      this.#socket.destroy();
      return Buffer.alloc(0);
    }
    this.#upgraded = true;
    return bytes.subarray(end + 4);
  }

  #readFrames(bytes: Buffer): Buffer {
    let at = 0;
    while (bytes.length - at >= 2) {
      const short = bytes[at + 1]!;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (bytes.length - at < head) break;
      const length =
        short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : bytes.readUInt32BE(at + 6);
      const end = at + head + length;
      if (end > bytes.length) break;
      if ((bytes[at]! & 15) === TEXT) this.onText(bytes.subarray(at + head, end));
      else if ((bytes[at]! & 15) === CLOSE) this.#socket.destroy();
      at = end;
    }
    return bytes.subarray(at);
  }
}
