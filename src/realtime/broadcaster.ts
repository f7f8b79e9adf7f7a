import type { Announcer, Meter } from "../services/index.js";
import type { ChatEvents, Member } from "../shared/events.js";
import { languages, translator } from "../shared/i18n/index.js";
import { type ChatNamespace, type ChatSocket, channels, chatOf, type Io, lobbyOf } from "./types.js";

export function createAnnouncer(io: Io, meter: Meter): Announcer {
  const lobby = lobbyOf(io);
  const chat = chatOf(io);
  const room = (id: string) => chat.to(everywhere(id));
  return {
    roomOpened: (view) => lobby.emit("newRoom", view),
    roomChanged: (view) => {
      lobby.emit("updateRoom", view);
      room(view._id).emit("updateRoom", view);
    },
    roomRemoved: (id) => {
      lobby.emit("removeRoom", id);
      room(id).emit("removeRoom", id);
      for (const channel of everywhere(id)) dismiss(chat, channel);
    },
    chats: (id, chats) => {
      chat.to(channels.chats(id)).emit("chat", chats);
      meter.delivered(chats.length * (chat.adapter.rooms.get(channels.chats(id))?.size ?? 0));
    },
    chatEdited: (id, edited) => chat.to(channels.chats(id)).emit("editChat", edited),
    chatRemoved: (id, removed) => chat.to(channels.chats(id)).emit("removeChat", removed),
    joined: (id, member, people) => notice(chat, "join", id, member, people),
    exited: (id, member, people) => notice(chat, "exit", id, member, people),
    renamed: (id, member) => {
      for (const socket of socketsIn(chat, channels.visitor(id, member.id))) socket.data.visitor = member;
      room(id).emit("rename", member);
    },
    typing: (id, member) => room(id).except(channels.visitor(id, member)).volatile.emit("typing", member),
    whispered: (id, whisper) =>
      chat
        .to([channels.visitor(id, whisper.from.id), channels.visitor(id, whisper.to.id)])
        .emit("whisper", whisper),
    expelled: (id, visitor, reason) => {
      chat.to(channels.visitor(id, visitor)).emit("kick", { reason });
      dismiss(chat, channels.visitor(id, visitor));
    },
    // Not by a packet, which a client would take for its dismissal.
    reset: () => {
      for (const socket of io.of("/room").sockets.values()) socket.conn.close();
      for (const socket of chat.sockets.values()) socket.conn.close();
    },
  };
}

const everywhere = (room: string): string[] => languages.map((lang) => channels.room(room, lang));

/** To the others, and to each in the language of their page. */
function notice(
  chat: ChatNamespace,
  event: "join" | "exit",
  room: string,
  member: Member,
  people: number,
): void {
  const key = event === "join" ? "chat.cameIn" : "chat.left";
  for (const lang of languages) {
    const said: Parameters<ChatEvents["join"]>[0] = {
      user: "system",
      chat: translator(lang)(key, { name: member.name }),
      ...{ member, people },
    };
    chat.to(channels.room(room, lang)).except(channels.visitor(room, member.id)).emit(event, said);
  }
}

/** Those who are there now hear nothing more; each is disconnected once its last answer is on its way. */
function dismiss(chat: ChatNamespace, channel: string): void {
  const sockets = socketsIn(chat, channel);
  for (const socket of sockets) for (const joined of [...socket.rooms]) socket.leave(joined);
  setImmediate(() => {
    for (const socket of sockets) socket.disconnect();
  });
}

function socketsIn(chat: ChatNamespace, channel: string): ChatSocket[] {
  const ids = [...(chat.adapter.rooms.get(channel) ?? [])];
  return ids.map((id) => chat.sockets.get(id)).filter((socket) => socket !== undefined);
}
