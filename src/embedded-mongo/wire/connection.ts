import type { Socket } from "node:net";
import { BSONError, type Document } from "bson";
import { MalformedBson } from "../bson/validate.js";
import { badValue, MongoError } from "../errors.js";
import { storageError } from "../store/sqlite.js";
import { encodeReply, messageLength, parseMessage, type Reply } from "./message.js";

export type Answer = (command: Document) => Promise<Reply>;

/** Reads one message after the other and answers each before the next; ends when the other side does. */
export async function serve(socket: Socket, answer: Answer): Promise<void> {
  try {
    for await (const bytes of messages(socket)) {
      const message = parseMessage(bytes);
      const reply = await answer(message.command).catch(failure);
      if (!message.silent) socket.write(encodeReply(message, reply));
    }
  } catch (error) {
    // Whoever sends what cannot be read may be out of step for good: only closing helps. A reset is an end, too.
    if (!(error instanceof MalformedBson || error instanceof BSONError || isHangUp(error))) throw error;
  } finally {
    socket.destroy();
  }
}

function isHangUp(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return ["ECONNRESET", "EPIPE", "ERR_STREAM_PREMATURE_CLOSE", "ABORT_ERR"].includes(code);
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
