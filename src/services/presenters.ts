import { isAway } from "../db/models/absence.js";
import {
  type ChatRecord,
  type GifRecord,
  isPack,
  type PackGif,
  type ReactionRecord,
  type StoredGif,
} from "../db/models/chat.js";
import { filesOf, typeOf } from "../db/models/picture-files.js";
import type { RoomRecord } from "../db/models/room.js";
import { toHosts } from "../db/models/room-roles.js";
import type {
  Chat,
  Gif,
  Member,
  NextRoom,
  Notice,
  Quote,
  Reaction,
  RoomView,
  SeatedMember,
} from "../shared/events.js";
import { translator } from "../shared/i18n/index.js";
import type { Language } from "../shared/i18n/languages.js";
import { limits } from "../shared/limits.js";
import { toBeginning } from "../shared/render/rich-text.js";

/** Lists every field, so that a new field of a record is not published by accident. */
export function toRoomView(room: RoomRecord, endsAt: Date | undefined): RoomView {
  return {
    _id: room._id,
    title: room.title,
    max: room.max,
    secret: room.password !== undefined,
    people: room.members.length,
    owner: toMember(room.owner),
    createdAt: room.createdAt.toISOString(),
    members: room.members.slice(0, limits.faces).map(toMember),
    chats: room.chats,
    lastChatAt: room.lastChatAt?.toISOString() ?? null,
    endsAt: endsAt?.toISOString() ?? null,
    crowd: room.crowd === true,
    listed: room.listed !== false,
    locked: room.locked === true,
    proof: room.proof === true,
    slow: room.slow ?? 0,
    readOnly: room.readOnly === true,
    lifetime: room.lifetime ?? "left",
    expiresAt: room.expiresAt?.toISOString() ?? null,
    ...toHosts(room),
    ...(room.below && { below: true as const }),
  };
}

/** For visitors who are not let in, and for lobbies, which have both kinds. */
export function toOutsiderView(room: RoomView): RoomView {
  if (!room.secret) return room;
  const { chats: _, lastChatAt: __, acting: ___, ...view } = room;
  return { ...view, members: [], hosts: [], endsAt: null };
}

export const toSeatedMember = (room: Pick<RoomRecord, "holds" | "absences">, member: Member): SeatedMember =>
  isAway(room, member.id) ? { ...toMember(member), away: true } : toMember(member);

const membersJson = new WeakMap<readonly Member[], string>();

/** Most of a welcome. Serialized once for all who enter before the room changes. */
export function toMembersJson(room: Pick<RoomRecord, "members" | "holds" | "absences">): string {
  const json =
    membersJson.get(room.members) ??
    JSON.stringify(room.members.map((member) => toSeatedMember(room, member)));
  membersJson.set(room.members, json);
  return json;
}

export const toMember = ({ id, color, name }: Member): Member => ({ id, color, name });

export function toNotice(event: "join" | "exit", lang: Language, member: Member, people: number): Notice {
  const key = event === "join" ? "chat.cameIn" : "chat.left";
  return { user: "system", chat: translator(lang)(key, { name: member.name }), member, people };
}

export const toNextRoom = (room: string): NextRoom => ({ room, url: `/room/${room}` });

export type Quoted = Pick<ChatRecord, "room" | "seq" | "user" | "name" | "chat" | "gif" | "removedAt">;

/** On the hot path: assigning fields is several times as fast as spreading optional ones. */
export function toChat(record: ChatRecord, quoted?: Quoted): Chat {
  const { room, seq, clientId, author, user, name, chat, gif, createdAt, editedAt, removedAt, change } =
    record;
  const { replyTo, reactions, mentions } = record;
  const view: Omit<Chat, "createdAt"> & Partial<Chat> = { room, seq, clientId, author, user, name };
  if (record.bot !== undefined) view.bot = true;
  if (chat !== undefined) view.chat = chat;
  if (gif) view.gif = toGif(record.room, gif);
  if (replyTo !== undefined) view.replyTo = toQuote(replyTo, quoted);
  if (reactions?.length) view.reactions = reactions.map(toReaction);
  if (mentions?.length) view.mentions = mentions;
  view.createdAt = createdAt.toISOString();
  if (editedAt) view.editedAt = editedAt.toISOString();
  if (removedAt) view.removedAt = removedAt.toISOString();
  if (change) view.change = change.number;
  return view as Chat;
}

function toQuote(seq: number, quoted: Quoted | undefined): Quote {
  if (!quoted || quoted.removedAt) return { seq, removed: true };
  const { room, name, user, chat, gif } = quoted;
  return {
    seq,
    name,
    user,
    ...(chat !== undefined && { chat: toBeginning(chat) }),
    ...(gif && { gif: toGif(room, gif) }),
  };
}

export const toReaction = ({ emoji, members }: ReactionRecord): Reaction => ({
  emoji,
  count: members.length,
  members: members.slice(0, limits.reactions.named),
});

function toGif(room: string, record: GifRecord): Gif {
  const { width, height, frames, bytes, alt, cover } = record;
  return {
    ...(isPack(record) ? toPackUrls(record) : toUrls(room, record)),
    width,
    height,
    frames,
    bytes,
    ...(alt && { alt }),
    ...(cover && { cover }),
  };
}

type Urls = Pick<Gif, "url" | "still" | "small" | "type">;

function toUrls(room: string, record: StoredGif): Urls {
  const { whole, still, small } = filesOf(record);
  const url = (name: string) => `/gif/${room}/${name}`;
  return { url: url(whole), still: url(still), ...(small && { small: url(small) }), type: typeOf(record) };
}

const toPackUrls = ({ pack }: PackGif): Urls => ({
  url: `/pack/${pack}.gif`,
  still: `/pack/${pack}.webp`,
  type: "image/gif",
});
