import type { Chat } from "../shared/events.js";
import { findChoice, flagShare } from "./app/share-flag.js";
import { showConnectionStatus } from "./base/connection-status.js";
import { findAll, getElement } from "./base/dom.js";
import { startPage } from "./base/page.js";
import { announceSeat } from "./base/tab-channel.js";
import { showLocalTimes, startCountdowns } from "./base/timestamps.js";
import { startAutoplay } from "./gifs/autoplay.js";
import { startStars } from "./gifs/star-buttons.js";
import { startShelf } from "./gifs/start-shelf.js";
import {
  add as addPictures,
  hasPictures,
  sendAgain,
  sendPictures,
  startUploadTray,
} from "./gifs/upload-tray.js";
import { startNotifications } from "./notify/notify.js";
import { startFoldedChats } from "./room/chats/folded-chats.js";
import { startEmptyRoomCountdown } from "./room/empty-room-countdown.js";
import { startRoomEnd } from "./room/ending/room-end.js";
import { startRoomEndForms } from "./room/ending/room-end-forms.js";
import { startForms } from "./room/forms.js";
import { startNamesInPlace } from "./room/in-place/names.js";
import { askBeforeLeavingLast } from "./room/leave-question.js";
import { markIfMeant } from "./room/mentions/mark-if-meant.js";
import { keepComposerAboveKeyboard } from "./room/mobile-keyboard.js";
import { pageData } from "./room/page-data.js";
import { startPanel } from "./room/panel/panel.js";
import { KnockList } from "./room/people/knock-list.js";
import { foldIfMuted } from "./room/people/mutes.js";
import { startReactions } from "./room/reactions/reactions.js";
import { startQuotes } from "./room/reply/quotes.js";
import { ReplyMode } from "./room/reply/reply-mode.js";
import { startSearch } from "./room/search/start-search.js";
import { startComposer, submitComposer } from "./room/sending/composer.js";
import { editLastOwnChat, startEditForms } from "./room/sending/edit-forms.js";
import { startEmojiButton } from "./room/sending/emoji-button.js";
import { Outbox } from "./room/sending/outbox.js";
import { removePending, showPending, showRestored, startRetryButtons } from "./room/sending/pending-chats.js";
import { SpeakingRules } from "./room/sending/speaking-rules.js";
import { WhisperMode } from "./room/sending/whisper-mode.js";
import { startShareButtons } from "./room/share.js";
import { handleSocketEvents } from "./room/socket-events.js";
import { createStream } from "./room/stream.js";
import { startSuggestions } from "./room/suggestions/start.js";
import { setTimeZoneOfTranscript } from "./room/transcript-link.js";

// Pages of older chats are for visitors without scripts.
if (pageData.hasNewer) location.replace(location.pathname + location.hash);

startPage();
startShareButtons();
setTimeZoneOfTranscript();
keepComposerAboveKeyboard();
showLocalTimes(document);
findAll("[data-chats] [data-author]").forEach(foldIfMuted);
findAll("[data-chats] [data-mentions]").forEach(markIfMeant);

const stream = createStream(onOwnChat);
const { socket, sendRequest, history, features, getLastSeq, goToNewest, goToChat } = stream;
const { memberList, typingIndicator, unreadCounter } = features;
const knockList = new KnockList(sendRequest);
const outbox = new Outbox(socket, sendRequest, {
  onChange: showPending,
  onRefused: (error) => speakingRules.onRefused(error),
  onStored: ({ clientId }, chat) => {
    speakingRules.onSpoke(chat.createdAt);
    // Otherwise its `chat` event is still to come and will replace the pending chat.
    if (chat.seq <= getLastSeq()) removePending(clientId);
  },
});
const whisperMode = new WhisperMode(sendRequest, memberList, (error) => speakingRules.onRefused(error));
const replyMode = new ReplyMode({ socket, sendRequest, onStart: () => whisperMode.stop() });
const speakingRules = new SpeakingRules({
  isSending: () => outbox.isSending,
  onReadOnly: () => whisperMode.stop(),
  onFree: () => outbox.retryNow(),
});

handleSocketEvents(socket, { ...features, knockList, outbox, whisperMode, speakingRules });
startRoomEnd(socket);
startRoomEndForms(sendRequest);
showConnectionStatus(socket, "welcome");
startForms(sendRequest, memberList);
startNamesInPlace(sendRequest);
startPanel();
startSearch(stream);
askBeforeLeavingLast(memberList);
startEditForms();
startReactions(sendRequest);
startFoldedChats();
startQuotes(socket, goToChat);
startRetryButtons(outbox);
showRestored(outbox);
startComposer({
  onSend: (text) => {
    if (!whisperMode.isOn) outbox.add(text, replyMode.take());
    const isAtNewest = onSent();
    if (whisperMode.isOn) void whisperMode.send(text, isAtNewest);
  },
  onTyping: () => {
    // Everyone sees this event, so it would reveal a whisper.
    if (!whisperMode.isOn) typingIndicator.sendThrottled(() => socket.volatile.emit("typing"));
  },
  editLastChat: editLastOwnChat,
  isForEveryone: () => !whisperMode.isOn,
  maySend: () => speakingRules.maySend(),
  hasPictures,
  sendPictures: () => void sendPictures(),
});
startEmojiButton();
startSuggestions({ getMembers: () => memberList.all, isForEveryone: () => !whisperMode.isOn });
startAutoplay(getElement("[data-chats]"));
startStars(getElement("[data-chats]"));
startUploadTray({
  isReadOnly: () => speakingRules.isReadOnly,
  isWhispering: () => whisperMode.isOn,
  sendAll: submitComposer,
  onSent,
  maySend: () => speakingRules.maySend(),
  isConnected: () => socket.connected && navigator.onLine,
  getWaitMs: () => speakingRules.waitMs,
  onRefused: (failure) => speakingRules.onRefused(failure),
  flushText: () => outbox.flush(),
  takeReply: () => replyMode.take()?.seq,
});
startShelf({
  ...{ socket, sendRequest, getLastSeq },
  isReadOnly: () => speakingRules.isReadOnly,
  isWhispering: () => whisperMode.isOn,
});
startNotifications(socket);
startEmptyRoomCountdown(socket, memberList);
startCountdowns();
socket.on("connect", () => {
  // Pending chats are at the end of the list.
  if (outbox.isSending) void goToNewest();
  else history.loadWithoutScrolling();
  announceSeat(pageData.room);
});
socket.on("welcome", ({ me }) => {
  if (me.id === pageData.me.id) void outbox.flush().then(sendAgain);
});
socket.connect();
const shareAt = findChoice({ isOwn: pageData.ownerId === pageData.me.id });
if (shareAt !== undefined && !pageData.hasNewer && !speakingRules.isReadOnly)
  void import("./app/take-share.js").then(({ takeShareIntoRoom }) =>
    takeShareIntoRoom(shareAt, addPictures, flagShare),
  );

function onOwnChat({ clientId, createdAt }: Chat): void {
  speakingRules.onSpoke(createdAt);
  if (!clientId) return;
  outbox.remove(clientId);
  // The list replaces the pending chat only if it shows the stored one.
  removePending(clientId);
}

function onSent(): Promise<void> {
  unreadCounter.markAllRead();
  return goToNewest();
}
