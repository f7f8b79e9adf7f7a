import type { Socket } from "node:net";
import { BSONError, type Document } from "bson";
import { MalformedBson } from "../bson/validate.js";
import { badValue, MongoError } from "../errors.js";
import { storageError } from "../store/sqlite.js";
import { encodeReply, type Message, messageLength, parseMessage, type Reply } from "./message.js";

export type Answer = (command: Document) => Promise<Reply>;

/**
 * Reads one message after the other and answers each before the next; ends when the other side does, or when it is
 * told to: then whoever is being answered still gets the answer. Never fails.
 */
export async function serve(socket: Socket, answer: Answer, closing: AbortSignal): Promise<void> {
  let busy = false;
  const leave = () => {
    if (!busy) socket.destroySoon();
  };
  closing.addEventListener("abort", leave);
  try {
    for await (const bytes of messages(socket)) {
      busy = true;
      await send(socket, await reply(parseMessage(bytes), answer));
      busy = false;
      if (closing.aborted) break;
    }
  } catch (error) {
    // Whoever sends what cannot be read may be out of step for good: only closing helps.
    const expected = error instanceof MalformedBson || error instanceof BSONError || isHangUp(error);
    if (!expected) console.error("embedded-mongo: a connection failed:", error);
  } finally {
    closing.removeEventListener("abort", leave);
    socket.destroySoon();
  }
}

async function reply(message: Message, answer: Answer): Promise<Buffer | undefined> {
  const encoded = await answer(message.command)
    .then((body) => encodeReply(message, body))
    .catch((error) => encodeReply(message, failure(error)));
  return message.silent ? undefined : encoded;
}

/** A client that does not read gets nothing more until it does. */
async function send(socket: Socket, bytes: Buffer | undefined): Promise<void> {
  if (!bytes) return;
  let full = false;
  const sent = new Promise<unknown>((resolve) => {
    full = !socket.write(bytes, resolve);
  });
  if (full) await sent;
}

const hangUps = new Set(
  "ECONNRESET EPIPE ETIMEDOUT ECONNABORTED ERR_STREAM_PREMATURE_CLOSE ERR_STREAM_WRITE_AFTER_END ABORT_ERR".split(
    " ",
  ),
);

function isHangUp(error: unknown): boolean {
  return hangUps.has((error as NodeJS.ErrnoException).code ?? "");
}

async function* messages(socket: Socket): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let size = 0;
  let wanted = 4;
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    waiting.push(chunk);
    size += chunk.length;
    if (size < wanted) continue;
    let bytes = waiting.length === 1 ? chunk : Buffer.concat(waiting);
    let length = messageLength(bytes);
    while (length !== undefined && bytes.length >= length) {
      yield bytes.subarray(0, length);
      bytes = bytes.subarray(length);
      length = messageLength(bytes);
    }
    waiting = [bytes];
    size = bytes.length;
    wanted = length ?? 4;
  }
}

export function failure(error: unknown): Document {
  const known = error instanceof MongoError ? error : (storageError(error) ?? unexpected(error as Error));
  return { ok: 0, errmsg: known.message, code: known.code, codeName: known.codeName, ...known.details };
}

/** A mistake of ours; the client learns of it and the log has the place. */
function unexpected(error: Error): MongoError {
  if (error instanceof BSONError) return badValue(error.message);
  console.error("embedded-mongo:", error);
  const name = error instanceof RangeError ? "BadValue" : "InternalError";
  return new MongoError(name, `${error.name}: ${error.message}`);
}
