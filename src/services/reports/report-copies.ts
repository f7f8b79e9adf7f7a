import { readFile } from "node:fs/promises";
import { trusted } from "mongoose";
import type { Content } from "../../db/files/file-store.js";
import {
  type ChatRecord,
  type GifRecord,
  isPack,
  responsibleFor,
  type StoredGif,
} from "../../db/models/chat.js";
import { filesOf, typeOf } from "../../db/models/picture-files.js";
import type { RoomRecord } from "../../db/models/room.js";
import type { ReportKind } from "../../db/models/site/report.js";
import { Refusal } from "../errors.js";
import { packFileOf } from "../gifs/pack.js";
import type { Context } from "../ports.js";
import { addressesOfVisitor } from "../seats/seat-addresses.js";
import type { ReportContext, ReportCopy, ReportedAuthor, ReportedPicture } from "./report-shapes.js";

const BEFORE = 10;
const AFTER = 5;
const OF_ROOM = BEFORE + AFTER;

export interface FoundCopy {
  kind: ReportKind;
  copy: ReportCopy;
  /** With `copy.picture`. */
  bytes?: Buffer;
}

/** Reads what a report is to keep, while it is still there. */
export class ReportCopies {
  readonly #context: Pick<Context, "models" | "files">;

  constructor(context: Pick<Context, "models" | "files">) {
    this.#context = context;
  }

  async getChat(room: string, seq: number): Promise<ChatRecord> {
    return assertThere(await this.#context.models.chats.findOne({ room, seq }).lean());
  }

  async whoIsReported(room: string, seq: number): Promise<string> {
    return responsibleFor(await this.getChat(room, seq));
  }

  async ofChat(room: string, seq: number): Promise<FoundCopy> {
    const { chats } = this.#context.models;
    const around = { room, seq: trusted({ $gte: seq - BEFORE, $lte: seq + AFTER }) };
    const found = await chats.find(around).sort({ seq: 1 }).lean();
    const record = await this.#getRoom(room);
    const chat = assertThere(found.find((one) => one.seq === seq));
    const { user: color, name, gif } = chat;
    const id = responsibleFor(chat);
    const author = { id, color, name, from: addressesOfVisitor(record, id) };
    const copy = toCopy(record, author, found, seq);
    if (!gif) return { kind: "message", copy: { ...copy, text: chat.chat ?? "" } };
    const bytes = await this.#readPicture(room, gif);
    if (bytes) return { kind: "picture", copy: { ...copy, picture: toPicture(gif) }, bytes };
    return { kind: "picture", copy: gif.alt ? { ...copy, text: gif.alt } : copy };
  }

  /** `withChats`: also the last messages, for who may read them. */
  async ofRoom(room: string, { withChats }: { withChats: boolean }): Promise<FoundCopy> {
    const { chats } = this.#context.models;
    const last = withChats ? await chats.find({ room }).sort({ seq: -1 }).limit(OF_ROOM).lean() : [];
    const record = await this.#getRoom(room);
    const { id, color, name } = record.owner;
    // The wider key beside the first would ban everybody of an IPv6 /48.
    const openedFrom = record.openedFrom?.slice(0, 1) ?? [];
    const from = [...new Set([...openedFrom, ...addressesOfVisitor(record, id)])];
    return { kind: "room", copy: toCopy(record, { id, color, name, from }, last.reverse()) };
  }

  /** Call after the messages were read. A room's record goes first, so none of them was missing while it is there. */
  async #getRoom(room: string): Promise<RoomRecord> {
    const record = await this.#context.models.rooms.findById(room).lean();
    if (!record) throw new Refusal("ROOM_NOT_FOUND");
    return record;
  }

  /** Undefined if it was removed meanwhile. */
  async #readPicture(room: string, gif: GifRecord): Promise<Buffer | undefined> {
    const content = isPack(gif)
      ? { path: packFileOf(`/pack/${gif.pack}.gif`)! }
      : await this.#context.files.find(room, filesOf(gif).whole);
    const bytes = content && (await readAll(content));
    return bytes?.length === gif.bytes ? bytes : undefined;
  }
}

function assertThere(chat: ChatRecord | null | undefined): ChatRecord {
  if (!chat || chat.removedAt) throw new Refusal("CHAT_NOT_FOUND");
  return chat;
}

function toCopy(record: RoomRecord, author: ReportedAuthor, chats: ChatRecord[], seq?: number): ReportCopy {
  const context = chats.filter(({ removedAt }) => !removedAt).map((chat) => toContext(chat, seq));
  return { title: record.title, secret: record.password !== undefined, author, context };
}

function toContext(record: ChatRecord, reported: number | undefined): ReportContext {
  const { seq, name, user: color, gif, createdAt } = record;
  const text = record.chat ?? gif?.alt;
  return {
    ...{
      seq,
      name,
      color,
      author: responsibleFor(record),
      at: createdAt.toISOString(),
      isReported: seq === reported,
    },
    ...(text !== undefined && { text }),
    ...(gif && { picture: true }),
  };
}

function toPicture(gif: GifRecord & { looks?: string[] }): ReportedPicture {
  const { width, height, frames, alt, looks } = gif;
  const { hashes = [] } = gif as Pick<StoredGif, "hashes">;
  return {
    ...{ type: isPack(gif) ? "image/gif" : typeOf(gif), width, height, frames, hashes },
    ...(alt && { alt }),
    ...(looks && { looks }),
  };
}

async function readAll(content: Content): Promise<Buffer | undefined> {
  try {
    if ("path" in content) return await readFile(content.path);
    const parts: Uint8Array[] = [];
    for await (const part of content.read(0, content.bytes - 1)) parts.push(part);
    return Buffer.concat(parts);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
