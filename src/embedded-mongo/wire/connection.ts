import type { Socket } from "node:net";
import { BSONError, type Document } from "bson";
import { MalformedBson } from "../bson/validate.js";
import { errorReply, type Reply } from "../commands/reply.js";
import { encodeReply, type Message, parseMessage } from "./message.js";
import { MessageBuffer } from "./message-buffer.js";

export type CommandHandler = (command: Document) => Promise<Reply>;

// Answers the messages of a connection one after the other, until the client disconnects or the store closes; a
// command that runs then still gets its reply. The promise never rejects.
export function serve(socket: Socket, handler: CommandHandler, closing: AbortSignal): Promise<void> {
  const received = new MessageBuffer();
  let busy = false;
  const closeIfIdle = () => {
    if (!busy) socket.destroySoon();
  };
  const answerAll = async () => {
    busy = true;
    try {
      for (
        let bytes = received.take();
        bytes && !closing.aborted && !socket.destroyed;
        bytes = received.take()
      )
        await send(socket, await reply(parseMessage(bytes), handler));
    } catch (error) {
      fail(socket, error);
    }
    busy = false;
    if (closing.aborted) closeIfIdle();
    else if (!socket.destroyed) socket.resume();
  };
  socket.on("data", (chunk) => {
    received.add(chunk);
    if (busy) socket.pause();
    else void answerAll();
  });
  socket.on("error", (error) => fail(socket, error));
  closing.addEventListener("abort", closeIfIdle);
  return new Promise((resolve) => {
    socket.once("close", () => {
      closing.removeEventListener("abort", closeIfIdle);
      resolve();
    });
  });
}

/** After malformed bytes, the start of the next message is unknown: only closing helps. */
function fail(socket: Socket, error: unknown): void {
  const expected = error instanceof MalformedBson || error instanceof BSONError || isDisconnect(error);
  if (!expected) console.error("embedded-mongo: a connection failed:", error);
  socket.destroy();
}

async function reply(message: Message, handler: CommandHandler): Promise<Buffer | undefined> {
  const encoded = await handler(message.command)
    .then((body) => encodeReply(message, body))
    .catch((error) => encodeReply(message, errorReply(error)));
  return message.noReply ? undefined : encoded;
}

/** Waits while the client does not read, so that replies do not pile up in memory. */
async function send(socket: Socket, bytes: Buffer | undefined): Promise<void> {
  if (!bytes || socket.write(bytes) || socket.destroyed) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      socket.off("drain", done).off("close", done);
      resolve();
    };
    socket.on("drain", done).on("close", done);
  });
}

const disconnectCodes = new Set(
  "ECONNRESET EPIPE ETIMEDOUT ECONNABORTED ERR_STREAM_PREMATURE_CLOSE ERR_STREAM_WRITE_AFTER_END ABORT_ERR".split(
    " ",
  ),
);

function isDisconnect(error: unknown): boolean {
  return disconnectCodes.has((error as NodeJS.ErrnoException).code ?? "");
}
