import { BSON } from "bson";

const OP = { REPLY: 1, QUERY: 2004, MSG: 2013 };
const HEADER = 16;
const MORE_TO_COME = 2;

export interface Request {
  readonly bytes: Buffer;
  readonly id: number;
  /** Sent as OP_QUERY, like a driver's first message. */
  readonly legacy: boolean;
  readonly name: string;
  readonly body: BSON.Document;
}

/** Splits what arrives on a connection into messages. */
export class MessageReader {
  #rest = Buffer.alloc(0);

  *read(chunk: Buffer): Generator<Buffer> {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= HEADER) {
      const length = this.#rest.readInt32LE(0);
      if (this.#rest.length < length) return;
      yield this.#rest.subarray(0, length);
      this.#rest = this.#rest.subarray(length);
    }
  }
}

export function parseRequest(bytes: Buffer): Request {
  const legacy = bytes.readInt32LE(12) === OP.QUERY;
  const body = BSON.deserialize(bodyOf(bytes, legacy));
  return { bytes, id: bytes.readInt32LE(4), legacy, name: Object.keys(body)[0]!, body };
}

/** A transaction number is more than the store behind understands. */
export function withoutTransactionNumber({ bytes, body }: Request): Buffer {
  if (body.txnNumber === undefined) return bytes;
  const found = bodyOf(bytes, false);
  const kept: Uint8Array[] = [];
  for (const [, nameAt, nameLength, at, length] of BSON.onDemand.parseToElements(found)) {
    const name = found.toString("utf8", nameAt, nameAt + nameLength);
    if (name !== "txnNumber") kept.push(found.subarray(nameAt - 1, at + length));
  }
  const start = found.byteOffset - bytes.byteOffset;
  const rest = bytes.subarray(start + found.length);
  const changed = Buffer.concat([bytes.subarray(0, start), wrap(kept), rest]);
  changed.writeInt32LE(changed.length, 0);
  return changed;
}

/** The document of a reply. */
export const replyBody = (reply: Buffer): Buffer =>
  reply.subarray(HEADER + (reply.readInt32LE(12) === OP.REPLY ? 20 : 5));

export const readReply = (reply: Buffer): BSON.Document =>
  BSON.deserialize(replyBody(reply), { promoteValues: false });

/** Fields that it has already are replaced only by `encodeReply`. */
export function withFields(body: Buffer, fields: BSON.Document): Buffer {
  return wrap([body.subarray(4, -1), Buffer.from(BSON.serialize(fields)).subarray(4, -1)]);
}

export function encodeReply(
  { id, legacy }: Pick<Request, "id" | "legacy">,
  answer: BSON.Document | Buffer,
  { moreToCome = false } = {},
): Buffer {
  const body = Buffer.isBuffer(answer) ? answer : BSON.serialize(answer);
  const head = Buffer.alloc(HEADER + (legacy ? 20 : 5));
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(id, 8);
  head.writeInt32LE(legacy ? OP.REPLY : OP.MSG, 12);
  if (legacy) head.writeInt32LE(1, HEADER + 16);
  else if (moreToCome) head.writeInt32LE(MORE_TO_COME, HEADER);
  return Buffer.concat([head, body]);
}

function bodyOf(bytes: Buffer, legacy: boolean): Buffer {
  let start = HEADER + 4;
  if (legacy) start = bytes.indexOf(0, start) + 9;
  // A sequence of documents may stand before the body.
  else while (bytes[start] === 1) start += 1 + bytes.readInt32LE(start + 1);
  if (!legacy) start++;
  return bytes.subarray(start, start + bytes.readInt32LE(start));
}

function wrap(fields: Uint8Array[]): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32LE(fields.reduce((sum, field) => sum + field.length, 5));
  return Buffer.concat([length, ...fields, Buffer.alloc(1)]);
}
