import { t } from "../base/words.js";
import type { Arrivals } from "./arrivals.js";
import type { ChatSocket, Requests } from "./connection.js";
import { isOver, refused, roomGone, sentOut } from "./ended.js";
import { addLine } from "./lines.js";
import type { Outbox } from "./outbox.js";
import type { People } from "./people.js";
import { place } from "./place.js";
import { showRoom } from "./room-bar.js";
import type { Stream } from "./stream.js";
import type { Typing } from "./typing.js";
import type { Unread } from "./unread.js";
import type { Whispering } from "./whispering.js";

interface Parts {
  arrivals: Arrivals;
  stream: Stream;
  people: People;
  typing: Typing;
  unread: Unread;
  outbox: Outbox;
  requests: Requests;
  whispering: Whispering;
}

/** What the server says, and who in the page is told. */
export function listen(socket: ChatSocket, parts: Parts): void {
  listenToChats(socket, parts);
  listenToPeople(socket, parts);
  listenToRoom(socket, parts);
  listenToConnection(socket, parts);
}

function listenToChats(socket: ChatSocket, { arrivals, stream, whispering }: Parts): void {
  socket.on("chat", (chats) => arrivals.receive(chats));
  socket.on("editChat", (chat) => stream.replace(chat));
  socket.on("removeChat", (chat) => stream.replace(chat));
  socket.on("whisper", (whisper) => whispering.show(whisper));
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

function listenToRoom(socket: ChatSocket, { arrivals, people, unread }: Parts): void {
  socket.on("updateRoom", (room) => {
    showRoom(room, unread);
    people.setMax(room.max);
  });
  socket.on("removeRoom", () => {
    roomGone(arrivals.lastSeq);
    socket.disconnect();
  });
  socket.on("kick", ({ reason }) => sentOut(reason));
}

function listenToConnection(socket: ChatSocket, parts: Parts): void {
  const { arrivals, people, unread, outbox } = parts;
  let wasAway = false;
  socket.on("welcome", ({ me, room, members }) => {
    place.me = me;
    showRoom(room, unread);
    people.reset(members, room.max);
    void outbox.flush();
    if (wasAway) void bringUpToDate(parts);
  });
  socket.on("connect_error", (error) => {
    const { code } = (error as Error & { data?: { code: string } }).data ?? {};
    if (code && refused(code, arrivals.lastSeq)) return;
    // Refused for a passing reason: the client gives up by itself, and we do not.
    if (!socket.active) setTimeout(() => socket.connect(), 2000);
  });
  socket.on("disconnect", () => {
    wasAway = true;
    // Closed by the server in good order, as before it starts again: the client would not come back alone.
    if (!socket.active && !isOver()) setTimeout(() => socket.connect(), 1000);
  });
}

/** New chats follow by themselves; what was edited or removed meanwhile has to be looked for. */
async function bringUpToDate({ requests, stream }: Parts): Promise<void> {
  const answer = await requests.history({ limit: 100 });
  if (!answer.ok) return;
  for (const chat of answer.data.chats) if (chat.editedAt || chat.removedAt) stream.replace(chat);
}
