import { calculateObjectSize, type Document } from "bson";
import { decode, decodeCommand, encode } from "../bson/codec.js";
import { checkDocument, MalformedBson } from "../bson/validate.js";
import type { Reply } from "../commands/reply.js";
import { MongoError } from "../errors.js";
import { MAX_MESSAGE_BYTES, MAX_REPLY_BYTES } from "../limits.js";

const HEADER_BYTES = 16;

const OP = { REPLY: 1, QUERY: 2004, MSG: 2013 };
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;

export interface Message {
  requestId: number;
  /** Decoded, except that `documents` to insert stay bytes. */
  command: Document;
  /** The client wants no reply (write concern w:0). */
  noReply: boolean;
  /** Sent as OP_QUERY, like a driver's first message; the reply is OP_REPLY. */
  legacy: boolean;
}

/** The length of the message that begins here; undefined until enough bytes have arrived. */
export function messageLength(bytes: Buffer): number | undefined {
  if (bytes.length < 4) return undefined;
  const length = bytes.readInt32LE(0);
  if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES)
    throw new MalformedBson(`impossible message length ${length}`);
  return length;
}

export function parseMessage(bytes: Buffer): Message {
  const requestId = bytes.readInt32LE(4);
  const opCode = bytes.readInt32LE(12);
  if (opCode === OP.MSG) return parseMsg(bytes, requestId);
  if (opCode === OP.QUERY) return parseQuery(bytes, requestId);
  throw new MalformedBson(`opcode ${opCode} is not supported`);
}

function parseQuery(bytes: Buffer, requestId: number): Message {
  const nameEnd = bytes.indexOf(0, HEADER_BYTES + 4);
  const start = nameEnd + 9;
  if (nameEnd < 0 || start > bytes.length) throw new MalformedBson("a query that is cut off");
  const [database] = bytes.toString("utf8", HEADER_BYTES + 4, nameEnd).split(".");
  const end = checkDocument(bytes, start, bytes.length);
  const command = { ...decodeCommand(bytes.subarray(start, end)), $db: database };
  return { requestId, command, noReply: false, legacy: true };
}

function parseMsg(bytes: Buffer, requestId: number): Message {
  if (bytes.length < HEADER_BYTES + 4) throw new MalformedBson("a message without flags");
  const flags = bytes.readUInt32LE(HEADER_BYTES);
  if (flags & 0xffff & ~(CHECKSUM_PRESENT | MORE_TO_COME))
    throw new MalformedBson("an unknown required flag");
  const end = bytes.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  let command: Document | undefined;
  const sequences: Document = {};
  let at = HEADER_BYTES + 4;
  while (at < end) {
    const kind = bytes[at];
    if (kind === 0 && !command) {
      const bodyEnd = checkDocument(bytes, at + 1, end);
      command = decodeCommand(bytes.subarray(at + 1, bodyEnd));
      at = bodyEnd;
    } else if (kind === 1) {
      at = parseSequence(bytes, at + 1, end, sequences);
    } else {
      throw new MalformedBson(`a section of kind ${kind}`);
    }
  }
  if (!command) throw new MalformedBson("a message without a body");
  return {
    requestId,
    command: { ...command, ...sequences },
    noReply: (flags & MORE_TO_COME) !== 0,
    legacy: false,
  };
}

function parseSequence(bytes: Buffer, start: number, limit: number, into: Document): number {
  if (start + 4 > limit) throw new MalformedBson("a sequence that is cut off");
  const end = start + bytes.readInt32LE(start);
  const nameEnd = bytes.indexOf(0, start + 4);
  if (end > limit || nameEnd < 0 || nameEnd >= end) throw new MalformedBson("a sequence of wrong length");
  const name = bytes.toString("utf8", start + 4, nameEnd);
  const documents: unknown[] = [];
  for (let at = nameEnd + 1; at < end; ) {
    const documentEnd = checkDocument(bytes, at, end);
    const document = bytes.subarray(at, documentEnd);
    documents.push(name === "documents" ? document : decode(document));
    at = documentEnd;
  }
  into[name] = documents;
  return end;
}

export function encodeReply({ requestId, legacy }: Message, reply: Reply): Buffer {
  const body = Buffer.isBuffer(reply) ? reply : encodeBounded(reply);
  const head = Buffer.alloc(HEADER_BYTES + (legacy ? 20 : 5));
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(requestId, 8);
  head.writeInt32LE(legacy ? OP.REPLY : OP.MSG, 12);
  if (legacy) head.writeInt32LE(1, HEADER_BYTES + 16);
  return Buffer.concat([head, body]);
}

function encodeBounded(document: Document): Buffer {
  if (calculateObjectSize(document) <= MAX_REPLY_BYTES) return encode(document);
  throw new MongoError("BSONObjectTooLarge", "the result is larger than a message may be");
}
