import { type Broadcaster, type MetricsRecorder, toNotice } from "../services/index.js";
import type { Member } from "../shared/events.js";
import { languages } from "../shared/i18n/index.js";
import { disconnectWhenAnswered } from "./acknowledgements.js";
import { createSiteBroadcasts, socketsOf } from "./site/broadcasts.js";
import { emitToChannel } from "./tuning/channel-broadcast.js";
import {
  type ChatNamespace,
  type ChatSocket,
  channels,
  chatNamespace,
  type Io,
  lobbyNamespace,
} from "./types.js";

export function createBroadcaster(io: Io, metrics: MetricsRecorder): Broadcaster {
  const lobby = lobbyNamespace(io);
  const chat = chatNamespace(io);
  const room = (id: string) => chat.to(roomChannels(id));
  return {
    ...createSiteBroadcasts(lobby, chat),
    roomOpened: (view) => lobby.emit("newRoom", view),
    roomChanged: ({ inside, outside }) => {
      if (outside) lobby.emit("updateRoom", outside);
      room(inside._id).emit("updateRoom", inside);
    },
    roomUnlisted: (id) => lobby.emit("removeRoom", id),
    roomRemoved: (id, { listed }) => {
      if (listed) lobby.emit("removeRoom", id);
      room(id).emit("removeRoom", id);
      for (const channel of roomChannels(id)) disconnectChannel(chat, channel);
    },
    chats: (id, chats) => {
      const listeners = emitToChannel(chat, channels.chats(id), "chat", chats);
      metrics.delivered(chats.length * listeners);
    },
    chatChanged: (id, { name, payload }) => chat.to(channels.chats(id)).emit(name, payload as never),
    joined: (id, member, people) => sendNotice(chat, "join", id, member, people),
    exited: (id, member, people) => sendNotice(chat, "exit", id, member, people),
    renamed: (id, member) => {
      for (const { data } of socketsIn(chat, channels.visitor(id, member.id)))
        data.visitor = { ...data.visitor, ...member };
      room(id).emit("rename", member);
    },
    event: (id, { name, payload, except, only, volatile }) => {
      const all = only ? chat.to(only.map((visitor) => channels.visitor(id, visitor))) : room(id);
      const others = except === undefined ? all : all.except(channels.visitor(id, except));
      (volatile ? others.volatile : others).emit(name, payload as never);
    },
    whispered: (id, whisper) => {
      const both = [channels.visitor(id, whisper.from.id), channels.visitor(id, whisper.to.id)];
      chat.to(both).emit("whisper", whisper);
    },
    knockAnswered: (visitor, room, admitted) => {
      for (const one of socketsOf(lobby, visitor)) one.emit(admitted ? "admitted" : "declined", { room });
    },
    expelled: (id, visitor, reason, ban) => {
      chat.to(channels.visitor(id, visitor)).emit("kick", { reason, ...ban });
      disconnectChannel(chat, channels.visitor(id, visitor));
    },
    // Closing the connection below: clients take a disconnect packet as final and would not come back.
    disconnectAll: () => {
      for (const socket of lobby.sockets.values()) socket.conn.close();
      for (const socket of chat.sockets.values()) socket.conn.close();
    },
  };
}

const roomChannels = (room: string): string[] => languages.map((lang) => channels.room(room, lang));

function sendNotice(
  chat: ChatNamespace,
  event: "join" | "exit",
  room: string,
  member: Member,
  people: number,
): void {
  for (const lang of languages) {
    const channel = channels.room(room, lang);
    if (!chat.adapter.rooms.has(channel)) continue;
    const notice = toNotice(event, lang, member, people);
    chat.to(channel).except(channels.visitor(room, member.id)).emit(event, notice);
  }
}

function disconnectChannel(chat: ChatNamespace, channel: string): void {
  for (const socket of socketsIn(chat, channel)) disconnectWhenAnswered(socket);
}

function socketsIn(chat: ChatNamespace, channel: string): ChatSocket[] {
  const ids = [...(chat.adapter.rooms.get(channel) ?? [])];
  return ids.map((id) => chat.sockets.get(id)).filter((socket) => socket !== undefined);
}
