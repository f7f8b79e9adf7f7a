import type { Socket } from "node:net";
import { BSONError, type Document } from "bson";
import { MalformedBson } from "../bson/validate.js";
import { errorReply, type Reply } from "../commands/reply.js";
import { encodeReply, type Message, parseMessage } from "./message.js";
import { Inbox } from "./message-buffer.js";

export type Answer = (command: Document) => Promise<Reply>;

/**
 * Reads one message after the other and answers each before the next; ends when the other side does, or when it is
 * told to: then whoever is being answered still gets the answer. Never fails.
 */
export function serve(socket: Socket, answer: Answer, closing: AbortSignal): Promise<void> {
  const inbox = new Inbox();
  let busy = false;
  const leave = () => {
    if (!busy) socket.destroySoon();
  };
  const work = async () => {
    busy = true;
    try {
      for (let bytes = inbox.take(); bytes && !closing.aborted && !socket.destroyed; bytes = inbox.take())
        await send(socket, await reply(parseMessage(bytes), answer));
    } catch (error) {
      giveUp(socket, error);
    }
    busy = false;
    if (closing.aborted) leave();
    else if (!socket.destroyed) socket.resume();
  };
  socket.on("data", (piece) => {
    inbox.add(piece);
    if (busy) socket.pause();
    else void work();
  });
  socket.on("error", (error) => giveUp(socket, error));
  closing.addEventListener("abort", leave);
  return new Promise((resolve) => {
    socket.once("close", () => {
      closing.removeEventListener("abort", leave);
      resolve();
    });
  });
}

/** Whoever sends what cannot be read may be out of step for good: only closing helps. */
function giveUp(socket: Socket, error: unknown): void {
  const expected = error instanceof MalformedBson || error instanceof BSONError || isHangUp(error);
  if (!expected) console.error("embedded-mongo: a connection failed:", error);
  socket.destroy();
}

async function reply(message: Message, answer: Answer): Promise<Buffer | undefined> {
  const encoded = await answer(message.command)
    .then((body) => encodeReply(message, body))
    .catch((error) => encodeReply(message, errorReply(error)));
  return message.silent ? undefined : encoded;
}

/** A client that does not read gets nothing more until it does. */
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

const hangUps = new Set(
  "ECONNRESET EPIPE ETIMEDOUT ECONNABORTED ERR_STREAM_PREMATURE_CLOSE ERR_STREAM_WRITE_AFTER_END ABORT_ERR".split(
    " ",
  ),
);

function isHangUp(error: unknown): boolean {
  return hangUps.has((error as NodeJS.ErrnoException).code ?? "");
}
