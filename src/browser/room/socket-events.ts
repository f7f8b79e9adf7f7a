import type { Member } from "../../shared/events.js";
import { t } from "../base/i18n.js";
import { reconnectAfterPause } from "../base/reconnect.js";
import { setServerTime } from "../base/server-clock.js";
import type { EditTracker } from "./chats/edit-tracker.js";
import type { IncomingChats } from "./chats/incoming-chats.js";
import { isAtEnd } from "./chats/scroll.js";
import { addSystemMessage, showJoined, showLeft, showRenamed } from "./chats/system-messages.js";
import type { UnreadCounter } from "./chats/unread-counter.js";
import { pageData } from "./page-data.js";
import type { MemberList } from "./people/member-list.js";
import { isMuted } from "./people/mutes.js";
import type { TypingIndicator } from "./people/typing-indicator.js";
import { updateRoomBar } from "./room-bar.js";
import { hasEnded, showConnectionRefused, showKicked, showRoomRemoved } from "./room-ended.js";
import type { Outbox } from "./sending/outbox.js";
import type { WhisperMode } from "./sending/whisper-mode.js";
import type { ChatSocket } from "./socket.js";

interface RoomFeatures {
  incomingChats: IncomingChats;
  editTracker: EditTracker;
  memberList: MemberList;
  typingIndicator: TypingIndicator;
  unreadCounter: UnreadCounter;
  outbox: Outbox;
  whisperMode: WhisperMode;
}

export function handleSocketEvents(socket: ChatSocket, features: RoomFeatures): void {
  handleChatEvents(socket, features);
  handleMemberEvents(socket, features);
  handleRoomEvents(socket, features);
  handleConnectionEvents(socket, features);
  reconnectAfterPause(socket);
}

function handleChatEvents(socket: ChatSocket, features: RoomFeatures): void {
  const { incomingChats, editTracker, unreadCounter, whisperMode } = features;
  socket.on("chat", (chats) => incomingChats.receive(chats));
  socket.on("editChat", (chat) => editTracker.receive(chat));
  socket.on("removeChat", (chat) => editTracker.receive(chat));
  socket.on("whisper", (whisper) => {
    if (isMuted(whisper.from.id)) return;
    const wasAtEnd = isAtEnd();
    whisperMode.show(whisper);
    if (whisper.from.id !== pageData.me.id) unreadCounter.add({ count: 1, wasAtEnd });
  });
}

function handleMemberEvents(socket: ChatSocket, { memberList, typingIndicator }: RoomFeatures): void {
  socket.on("join", ({ member }) => {
    memberList.addOrUpdate(member);
    showJoined(member);
  });
  socket.on("exit", ({ member }) => {
    memberList.remove(member.id);
    typingIndicator.remove(member.id);
    showLeft(member);
  });
  socket.on("rename", (member) => {
    const before = memberList.get(member.id)?.name;
    if (member.id === pageData.me.id) onRenamed(member);
    memberList.addOrUpdate(member);
    if (before && before !== member.name) showRenamed(member, before);
  });
  socket.on("took", ({ member }) => addSystemMessage(t("chat.took", { name: member.name })));
  socket.on("typing", (id) => {
    if (!isMuted(id)) typingIndicator.add(id);
  });
}

function onRenamed(me: Member): void {
  pageData.me = me;
  document.querySelector("[data-name-taken]")?.remove();
}

function handleRoomEvents(socket: ChatSocket, features: RoomFeatures): void {
  const { incomingChats, memberList, unreadCounter, outbox } = features;
  socket.on("updateRoom", (room) => {
    updateRoomBar(room, unreadCounter);
    memberList.setMax(room.max);
  });
  socket.on("removeRoom", () => {
    showRoomRemoved(incomingChats.lastSeq);
    outbox.failAll("ROOM_NOT_FOUND");
    socket.disconnect();
  });
  socket.on("hosts", ({ hosts, acting }) => {
    pageData.isHost = hosts.includes(pageData.me.id);
    pageData.isModerator = pageData.isHost || acting === pageData.me.id;
    memberList.onRoleChanged();
  });
  socket.on("kick", ({ reason }) => {
    showKicked(reason);
    outbox.failAll("NOT_ALLOWED");
  });
}

function handleConnectionEvents(socket: ChatSocket, features: RoomFeatures): void {
  const { incomingChats, editTracker, memberList, unreadCounter, outbox } = features;
  socket.on("welcome", ({ me, room, members, changed, at }) => {
    // This browser has become another visitor, by a link that was opened in another tab.
    if (me.id !== pageData.me.id) return location.reload();
    setServerTime(at);
    pageData.me = me;
    updateRoomBar(room, unreadCounter);
    memberList.reset(members, room.max);
    editTracker.setLastChange(changed);
    void outbox.flush();
  });
  let sessionRefusals = 0;
  socket.on("connect", () => {
    sessionRefusals = 0;
  });
  socket.on("connect_error", (error) => {
    const { code } = (error as Error & { data?: { code: string } }).data ?? {};
    // Another tab may just be renewing the cookie; reloading now would create a second visitor.
    const mayRecover = code === "NO_SESSION" && sessionRefusals++ === 0;
    if (code && !mayRecover && showConnectionRefused(code, incomingChats.lastSeq, memberList.count > 0)) {
      // If the page reloads instead, it restores the outbox.
      if (hasEnded()) outbox.failAll(code);
      return;
    }
    // Socket.IO does not retry after a refusal by the server.
    if (!socket.active) setTimeout(() => socket.connect(), 2000);
  });
  socket.on("disconnect", () => {
    // Nor after a disconnect by the server, as when it restarts.
    if (!socket.active && !hasEnded()) setTimeout(() => socket.connect(), 1000);
  });
}
