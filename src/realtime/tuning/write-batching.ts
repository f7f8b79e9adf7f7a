// Replaces `write`, `flush` and `close` of an Engine.IO 6.6 connection. All packets for a connection in one turn of the
// event loop leave in one write. A plain websocket with nothing waiting gets its frames on the TCP socket below ws 8
// (`_socket`), past the packets and events of Engine.IO; all others go the usual way, corked. `directWrites: false`
// sends everything that way. test/realtime/write-batching.test.ts runs both, and fails when the libraries change.
import type { Socket as TcpSocket } from "node:net";
import { type Connection, contextOf } from "./connection-context.js";

interface WebSocket {
  readonly readyState: number;
  readonly _socket?: TcpSocket;
}

interface Internals {
  readonly request: Connection["request"];
  readonly readyState: string;
  readonly writeBuffer: readonly unknown[];
  readonly transport: { readonly writable: boolean; readonly socket?: WebSocket };
  flush(): void;
  write(data: string | Buffer, options?: PacketOptions, callback?: () => void): Internals;
  close(discard?: boolean): void;
}

/** The options of a broadcast are one object for all its receivers. */
interface PacketOptions {
  wsPreEncodedFrame?: readonly Buffer[];
}

const OPEN = 1;
/** A whole text message. */
const TEXT = 0x81;
const ENGINE_MESSAGE = "4".charCodeAt(0);

let waiting: Internals[] = [];

export function batchWrites(connection: Connection, { directWrites }: { directWrites: boolean }): void {
  const internals = internalsOf(connection);
  internals.flush = flushLater;
  if (!directWrites) return;
  internals.write = write;
  internals.close = close;
}

/** An acknowledgement should not wait for the rest of the turn. */
export const flushNow = (connection: Connection): void => flush(internalsOf(connection));

export const tcpOf = (connection: Connection): TcpSocket | undefined =>
  internalsOf(connection).transport.socket?._socket;

export function toFrame(text: string): Buffer {
  const length = Buffer.byteLength(text) + 1;
  const start = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = TEXT;
  frame[1] = start === 2 ? length : start === 4 ? 126 : 127;
  if (start === 4) frame.writeUInt16BE(length, 2);
  else if (start === 10) frame.writeBigUInt64BE(BigInt(length), 2);
  frame[start] = ENGINE_MESSAGE;
  frame.write(text, start + 1);
  return frame;
}

function write(
  this: Internals,
  data: string | Buffer,
  options: PacketOptions = {},
  callback?: () => void,
): Internals {
  if (callback || typeof data !== "string" || !isPlain(this))
    return prototypeOf(this).write.call(this, data, options, callback);
  const context = contextOf(this);
  if (context.frames) context.frames.push(frameOf(data, options));
  else {
    context.frames = [frameOf(data, options)];
    flushAtEndOfTurn(this);
  }
  return this;
}

/** Socket.IO gives the header and the payload of a broadcast apart. */
function frameOf(data: string, options: PacketOptions): Buffer {
  const parts = options.wsPreEncodedFrame ?? [toFrame(data)];
  if (parts.length === 1) return parts[0]!;
  const frame = Buffer.concat(parts);
  options.wsPreEncodedFrame = [frame];
  return frame;
}

function isPlain({ readyState, writeBuffer, transport }: Internals): boolean {
  const { socket } = transport;
  return (
    readyState === "open" &&
    transport.writable &&
    writeBuffer.length === 0 &&
    socket?.readyState === OPEN &&
    socket._socket?.writableLength === 0
  );
}

function close(this: Internals, discard?: boolean): void {
  writeFrames(this);
  prototypeOf(this).close.call(this, discard);
}

function flushLater(this: Internals): void {
  // Engine.IO also calls this after each write.
  if (this.writeBuffer.length === 0) return;
  // Engine.IO closes the transport right after this call.
  if (this.readyState === "closing") return flush(this);
  // The frames are older than what is in the buffer.
  writeFrames(this);
  flushAtEndOfTurn(this);
}

function flushAtEndOfTurn(connection: Internals): void {
  waiting.push(connection);
  if (waiting.length === 1) process.nextTick(flushAll);
}

function flushAll(): void {
  const connections = waiting;
  waiting = [];
  for (const connection of connections) flush(connection);
}

function flush(connection: Internals): void {
  writeFrames(connection);
  if (connection.writeBuffer.length === 0) return;
  const tcp = connection.transport.socket?._socket;
  tcp?.cork();
  prototypeOf(connection).flush.call(connection);
  tcp?.uncork();
}

function writeFrames(connection: Internals): void {
  const context = contextOf(connection);
  const { frames } = context;
  if (!frames) return;
  context.frames = undefined;
  const { socket } = connection.transport;
  if (socket?.readyState !== OPEN) return;
  socket._socket?.write(frames.length === 1 ? frames[0]! : Buffer.concat(frames));
}

const internalsOf = (connection: Connection): Internals => connection as unknown as Internals;
const prototypeOf = (connection: Internals): Internals => Object.getPrototypeOf(connection);
