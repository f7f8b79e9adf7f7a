import type { Chat } from "../shared/events.js";
import { showConnectionStatus } from "./base/connection-status.js";
import { findAll, getElement } from "./base/dom.js";
import { startPage } from "./base/page.js";
import { showLocalTimes, startCountdowns } from "./base/timestamps.js";
import { startAutoplay } from "./gifs/autoplay.js";
import { ChatList } from "./room/chats/chat-list.js";
import { EditTracker } from "./room/chats/edit-tracker.js";
import { startFoldedChats } from "./room/chats/folded-chats.js";
import { History } from "./room/chats/history.js";
import { IncomingChats } from "./room/chats/incoming-chats.js";
import { isAtEnd, scrollToEnd } from "./room/chats/scroll.js";
import { UnreadCounter } from "./room/chats/unread-counter.js";
import { startRoomEnd } from "./room/ending/room-end.js";
import { pageData } from "./room/page-data.js";
import { MemberList } from "./room/people/member-list.js";
import { foldIfMuted, isMuted } from "./room/people/mutes.js";
import { TypingIndicator } from "./room/people/typing-indicator.js";
import { startShareButtons } from "./room/share.js";
import { createChatSocket, createSendRequest } from "./room/socket.js";
import { handleSocketEvents } from "./room/socket-events.js";

if (pageData.hasNewer) location.replace(`${location.pathname}?spectate=on`);

startPage();
startShareButtons();
showLocalTimes(document);
findAll("[data-chats] [data-author]").forEach(foldIfMuted);

const getLastSeq = () => incomingChats.lastSeq;
const socket = createChatSocket(() => ({ after: getLastSeq(), changed: editTracker.lastChange }));
const sendRequest = createSendRequest(socket);
const chatList = new ChatList(() => unreadCounter.showDivider());
const editTracker = new EditTracker(chatList);
const incomingChats = new IncomingChats(socket, sendRequest, onChats);
const memberList = new MemberList();
const typingIndicator = new TypingIndicator((id) => memberList.get(id));
const history = new History(sendRequest, chatList, getLastSeq);
const unreadCounter = new UnreadCounter({
  findChat: (seq) => chatList.getElement(seq),
  getLastSeq,
  goToNewest,
});

handleSocketEvents(socket, { incomingChats, editTracker, memberList, typingIndicator, unreadCounter });
startRoomEnd(socket);
showConnectionStatus(socket);
startFoldedChats();
startAutoplay(getElement("[data-chats]"));
startCountdowns();
socket.on("connect", () => history.loadWithoutScrolling());
socket.connect();

function onChats(chats: Chat[]): void {
  const wasAtEnd = isAtEnd();
  for (const element of chatList.appendLive(chats)) element.classList.add("arriving");
  for (const { author } of chats) typingIndicator.remove(author);
  const heard = chats.filter(({ author }) => !isMuted(author));
  if (heard.length) unreadCounter.add({ count: heard.length, wasAtEnd, firstSeq: heard[0]!.seq });
}

async function goToNewest(): Promise<void> {
  scrollToEnd();
  if (!chatList.hasNewer) return;
  await history.jumpToNewest();
  scrollToEnd();
}
