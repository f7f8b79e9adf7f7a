import type { Chat } from "../../shared/events.js";
import { notifyOfChats } from "../notify/notify.js";
import { ChatList } from "./chats/chat-list.js";
import { startDays } from "./chats/day-change.js";
import { EditTracker } from "./chats/edit-tracker.js";
import { History } from "./chats/history.js";
import { IncomingChats } from "./chats/incoming-chats.js";
import { startMessageKeys } from "./chats/message-keys.js";
import { pointAt } from "./chats/point-at.js";
import { isAtEnd, scrollToEnd } from "./chats/scroll.js";
import { startTabStops } from "./chats/tab-stops.js";
import { UnreadCounter } from "./chats/unread-counter.js";
import { pageData } from "./page-data.js";
import { MemberList } from "./people/member-list.js";
import { isMuted } from "./people/mutes.js";
import { TypingIndicator } from "./people/typing-indicator.js";
import { startWholeNames } from "./people/whole-names.js";
import { startWhoReacted } from "./reactions/who-reacted.js";
import { createChatSocket, createSendRequest } from "./socket.js";

function startList(): void {
  startDays();
  startWholeNames();
  startTabStops();
  startMessageKeys();
  startWhoReacted();
}

/** After a lost connection, those that were removed meanwhile come as well. */
const isNews = ({ author, removedAt }: Chat): boolean =>
  author !== pageData.me.id && !removedAt && !isMuted(author);

/** The part of a room that members and watchers see alike. */
export function createStream(onOwnChat: (chat: Chat) => void = () => {}) {
  const getLastSeq = () => incomingChats.lastSeq;
  const socket = createChatSocket(() => ({ after: getLastSeq(), changed: editTracker.lastChange }));
  const sendRequest = createSendRequest(socket);
  startList();
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
    goToChat: (seq) => void goToChat(seq),
  });

  function onChats(chats: Chat[]): void {
    const wasAtEnd = isAtEnd();
    for (const element of chatList.appendLive(chats)) element.classList.add("arriving");
    for (const chat of chats) {
      typingIndicator.remove(chat.author);
      if (chat.author === pageData.me.id) onOwnChat(chat);
    }
    const others = chats.filter(isNews);
    if (!others.length) return;
    unreadCounter.add({ count: others.length, wasAtEnd, firstSeq: others[0]!.seq });
    notifyOfChats(others, wasAtEnd);
  }

  async function goToNewest(): Promise<void> {
    scrollToEnd();
    if (!chatList.hasNewer) return;
    await history.jumpToNewest();
    scrollToEnd();
  }

  /** Loads the chat if it is far up, scrolls to it and marks it for a moment. */
  async function goToChat(seq: number): Promise<boolean> {
    if (!(await history.loadAround(seq))) return false;
    pointAt(chatList.getElement(seq)!);
    history.loadWithoutScrolling();
    return true;
  }

  const features = { incomingChats, editTracker, memberList, typingIndicator, unreadCounter };
  return { socket, sendRequest, history, features, getLastSeq, goToNewest, goToChat };
}
