import type { ChatRecord } from "../db/models/chat.js";
import type { RoomRecord } from "../db/models/room.js";
import type { Chat, Gif, Member, RoomView } from "../shared/events.js";
import { limits } from "../shared/limits.js";

/** Names every field that leaves the house, so that a new one in a record is not published by accident. */
export function roomView(room: RoomRecord, endsAt: Date | undefined): RoomView {
  return {
    _id: room._id,
    title: room.title,
    max: room.max,
    secret: room.password !== undefined,
    people: room.members.length,
    owner: memberView(room.owner),
    createdAt: room.createdAt.toISOString(),
    members: room.members.slice(0, limits.faces).map(memberView),
    chats: room.chats,
    lastChatAt: room.lastChatAt?.toISOString() ?? null,
    endsAt: endsAt?.toISOString() ?? null,
  };
}

export const memberView = ({ id, color, name }: Member): Member => ({ id, color, name });

/** Made for each chat that is said; field by field, since spreading what may be there takes several times as long. */
export function chatView(record: ChatRecord): Chat {
  const { room, seq, clientId, author, user, name, chat, gif, createdAt, editedAt, removedAt, change } =
    record;
  const view: Omit<Chat, "createdAt"> & Partial<Chat> = { room, seq, clientId, author, user, name };
  if (chat !== undefined) view.chat = chat;
  if (gif) view.gif = gifView(record);
  view.createdAt = createdAt.toISOString();
  if (editedAt) view.editedAt = editedAt.toISOString();
  if (removedAt) view.removedAt = removedAt.toISOString();
  if (change) view.change = change.number;
  return view as Chat;
}

function gifView({ room, gif }: ChatRecord): Gif {
  const { file, width, height, frames, bytes, alt, cover } = gif!;
  const url = `/gif/${room}/${file}`;
  return {
    url: `${url}.gif`,
    still: `${url}.webp`,
    width,
    height,
    frames,
    bytes,
    ...(alt && { alt }),
    ...(cover && { cover }),
  };
}
