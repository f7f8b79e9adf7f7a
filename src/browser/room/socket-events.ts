import { t } from "../base/i18n.js";
import { comeBackSpread } from "../base/reconnect.js";
import type { Changes } from "./chats/edit-tracker.js";
import type { Arrivals } from "./chats/incoming-chats.js";
import { isAtEnd } from "./chats/scroll.js";
import { addLine } from "./chats/system-messages.js";
import type { Unread } from "./chats/unread-counter.js";
import { place } from "./page-data.js";
import type { People } from "./people/member-list.js";
import type { Typing } from "./people/typing-indicator.js";
import { showRoom } from "./room-bar.js";
import { isOver, refused, roomGone, sentOut } from "./room-ended.js";
import type { Outbox } from "./sending/outbox.js";
import type { Whispering } from "./sending/whisper-mode.js";
import type { ChatSocket } from "./socket.js";

interface Parts {
  arrivals: Arrivals;
  changes: Changes;
  people: People;
  typing: Typing;
  unread: Unread;
  outbox: Outbox;
  whispering: Whispering;
}

/** What the server says, and who in the page is told. */
export function listen(socket: ChatSocket, parts: Parts): void {
  listenToChats(socket, parts);
  listenToPeople(socket, parts);
  listenToRoom(socket, parts);
  listenToConnection(socket, parts);
  comeBackSpread(socket);
}

function listenToChats(socket: ChatSocket, { arrivals, changes, unread, whispering }: Parts): void {
  socket.on("chat", (chats) => arrivals.receive(chats));
  socket.on("editChat", (chat) => changes.receive(chat));
  socket.on("removeChat", (chat) => changes.receive(chat));
  socket.on("whisper", (whisper) => {
    const wasAtEnd = isAtEnd();
    whispering.show(whisper);
    if (whisper.from.id !== place.me.id) unread.came(1, wasAtEnd);
  });
}

function listenToPeople(socket: ChatSocket, { people, typing }: Parts): void {
  socket.on("join", ({ chat, member }) => {
    people.put(member);
    addLine(chat);
  });
  socket.on("exit", ({ chat, member }) => {
    people.remove(member.id);
    typing.stopped(member.id);
    addLine(chat);
  });
  socket.on("rename", (member) => {
    const before = people.get(member.id)?.name;
    if (member.id === place.me.id) place.me = member;
    people.put(member);
    if (before && before !== member.name) addLine(t("chat.renamed", { before, name: member.name }));
  });
  socket.on("typing", (id) => typing.heard(id));
}

function listenToRoom(socket: ChatSocket, { arrivals, people, unread, outbox }: Parts): void {
  socket.on("updateRoom", (room) => {
    showRoom(room, unread);
    people.setMax(room.max);
  });
  socket.on("removeRoom", () => {
    roomGone(arrivals.lastSeq);
    outbox.giveUp("ROOM_NOT_FOUND");
    socket.disconnect();
  });
  socket.on("kick", ({ reason }) => {
    sentOut(reason);
    outbox.giveUp("NOT_ALLOWED");
  });
}

function listenToConnection(socket: ChatSocket, parts: Parts): void {
  const { arrivals, changes, people, unread, outbox } = parts;
  socket.on("welcome", ({ me, room, members, changed }) => {
    place.me = me;
    showRoom(room, unread);
    people.reset(members, room.max);
    changes.reached(changed);
    void outbox.flush();
  });
  let unknown = 0;
  socket.on("connect", () => {
    unknown = 0;
  });
  socket.on("connect_error", (error) => {
    const { code } = (error as Error & { data?: { code: string } }).data ?? {};
    // Another tab may be getting a new cookie: asking for a page by the old one would make this visitor a new one.
    const renewing = code === "NO_SESSION" && unknown++ === 0;
    if (code && !renewing && refused(code, arrivals.lastSeq, people.count > 0)) {
      // Or the page comes anew, and what waits with it.
      if (isOver()) outbox.giveUp(code);
      return;
    }
    // Refused for a passing reason: the client gives up by itself, and we do not.
    if (!socket.active) setTimeout(() => socket.connect(), 2000);
  });
  socket.on("disconnect", () => {
    // Closed by the server in good order, as before it starts again: the client would not come back alone.
    if (!socket.active && !isOver()) setTimeout(() => socket.connect(), 1000);
  });
}
