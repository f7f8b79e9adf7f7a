import type { ErrorView, Member } from "../../shared/events.js";
import { t } from "../base/i18n.js";
import { showAnnouncement } from "../base/page.js";
import { reconnectAfterPause } from "../base/reconnect.js";
import { setServerTime } from "../base/server-clock.js";
import { reloadBrokenGifs } from "../gifs/autoplay.js";
import { notifyOfWhisper } from "../notify/notify.js";
import { updateDays } from "./chats/day-change.js";
import type { EditTracker } from "./chats/edit-tracker.js";
import type { IncomingChats } from "./chats/incoming-chats.js";
import { isAtEnd } from "./chats/scroll.js";
import { addSystemMessage, showJoined, showLeft, showRenamed } from "./chats/system-messages.js";
import type { UnreadCounter } from "./chats/unread-counter.js";
import { pageData } from "./page-data.js";
import type { KnockList } from "./people/knock-list.js";
import type { MemberList } from "./people/member-list.js";
import { isMuted } from "./people/mutes.js";
import { updateRoles } from "./people/roles.js";
import type { TypingIndicator } from "./people/typing-indicator.js";
import { updateRoomBar } from "./room-bar.js";
import { hasEnded, showConnectionRefused, showKicked, showRoomRemoved } from "./room-ended.js";
import type { Outbox } from "./sending/outbox.js";
import type { SpeakingRules } from "./sending/speaking-rules.js";
import type { WhisperMode } from "./sending/whisper-mode.js";
import type { ChatSocket } from "./socket.js";

interface RoomFeatures {
  incomingChats: IncomingChats;
  editTracker: EditTracker;
  memberList: MemberList;
  knockList?: KnockList;
  typingIndicator: TypingIndicator;
  unreadCounter: UnreadCounter;
  outbox?: Outbox;
  whisperMode?: WhisperMode;
  speakingRules?: SpeakingRules;
}

export function handleSocketEvents(socket: ChatSocket, features: RoomFeatures): void {
  handleChatEvents(socket, features);
  handleMemberEvents(socket, features);
  handleRoomEvents(socket, features);
  handleConnectionEvents(socket, features);
  // After those that change the visitor's role.
  handleKnocks(socket, features);
  reconnectAfterPause(socket);
}

function handleChatEvents(socket: ChatSocket, features: RoomFeatures): void {
  const { incomingChats, editTracker, unreadCounter, whisperMode, speakingRules } = features;
  socket.on("chat", (chats) => incomingChats.receive(chats));
  socket.on("editChat", (chat) => editTracker.receive(chat));
  socket.on("removeChat", (chat) => editTracker.receive(chat));
  socket.on("react", (reacted) => editTracker.receiveReactions(reacted));
  socket.on("whisper", (whisper) => {
    if (!whisperMode || isMuted(whisper.from.id)) return;
    const wasAtEnd = isAtEnd();
    whisperMode.show(whisper);
    if (whisper.from.id === pageData.me.id) speakingRules?.onSpoke(whisper.createdAt);
    else unreadCounter.add({ count: 1, wasAtEnd });
    notifyOfWhisper(whisper, wasAtEnd);
  });
}

function handleMemberEvents(socket: ChatSocket, features: RoomFeatures): void {
  const { memberList, typingIndicator, whisperMode } = features;
  socket.on("join", ({ member }) => {
    memberList.add(member);
    showJoined(member);
  });
  socket.on("exit", ({ member }) => {
    memberList.remove(member.id);
    typingIndicator.remove(member.id);
    whisperMode?.onMembersChanged();
    showLeft(member);
  });
  socket.on("rename", (member) => {
    const before = memberList.get(member.id)?.name;
    if (member.id === pageData.me.id) onRenamed(member);
    memberList.rename(member);
    whisperMode?.onMembersChanged();
    if (before && before !== member.name) showRenamed(member, before);
  });
  socket.on("away", ({ member, away }) => memberList.setAway(member, away));
  socket.on("took", ({ member }) => addSystemMessage(t("chat.took", { name: member.name })));
  socket.on("typing", (id) => {
    if (!isMuted(id)) typingIndicator.add(id);
  });
}

function handleKnocks(socket: ChatSocket, { knockList, unreadCounter }: RoomFeatures): void {
  socket.on("knock", (knock) => {
    const wasAtEnd = isAtEnd();
    knockList?.add(knock);
    unreadCounter.add({ count: 1, wasAtEnd });
  });
  socket.on("knockAnswered", ({ visitor }) => knockList?.remove(visitor));
  socket.on("join", ({ member }) => knockList?.remove(member.id));
  for (const event of ["welcome", "hosts"] as const) socket.on(event, () => void knockList?.refresh());
}

function onRenamed(me: Member): void {
  pageData.me = me;
  document.querySelector("[data-name-taken]")?.remove();
}

function handleRoomEvents(socket: ChatSocket, features: RoomFeatures): void {
  const { incomingChats, memberList, unreadCounter, outbox, speakingRules } = features;
  socket.on("updateRoom", (room) => {
    speakingRules?.setRoom(room);
    updateRoomBar(room, unreadCounter);
    memberList.setMax(room.max);
  });
  socket.on("removeRoom", () => {
    showRoomRemoved(incomingChats.lastSeq);
    outbox?.failAll("ROOM_NOT_FOUND");
    socket.disconnect();
  });
  socket.on("announce", showAnnouncement);
  socket.on("hosts", (hosts) => {
    updateRoles(hosts, memberList, { isTold: true });
    speakingRules?.update();
  });
  socket.on("kick", (kick) => {
    showKicked(kick);
    outbox?.failAll("NOT_ALLOWED");
  });
}

function handleConnectionEvents(socket: ChatSocket, features: RoomFeatures): void {
  const { incomingChats, editTracker, memberList, unreadCounter, outbox } = features;
  const { speakingRules, whisperMode } = features;
  let isTold = false;
  socket.on("welcome", ({ me, room, members, changed, at }) => {
    // This browser has become another visitor, by a link that was opened in another tab.
    if (!pageData.isSpectator && me.id !== pageData.me.id) return location.reload();
    setServerTime(at);
    updateDays();
    if (!pageData.isSpectator) pageData.me = me;
    updateRoomBar(room, unreadCounter);
    memberList.reset(members, room.max);
    updateRoles(room, memberList, { isTold });
    isTold = true;
    speakingRules?.setRoom(room);
    whisperMode?.onMembersChanged();
    editTracker.setLastChange(changed);
    outbox?.onWelcome();
    reloadBrokenGifs();
  });
  let sessionRefusals = 0;
  socket.on("connect", () => {
    sessionRefusals = 0;
  });
  socket.on("connect_error", (error) => {
    const refusal = (error as Error & { data?: ErrorView }).data;
    // Another tab may just be renewing the cookie; reloading now would create a second visitor.
    const mayRecover = refusal?.code === "NO_SESSION" && sessionRefusals++ === 0;
    if (
      refusal &&
      !mayRecover &&
      showConnectionRefused(refusal, incomingChats.lastSeq, memberList.count > 0)
    ) {
      // If the page reloads instead, it restores the outbox.
      if (hasEnded()) outbox?.failAll(refusal.code);
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
