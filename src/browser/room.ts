import { followConnection } from "./base/connection-status.js";
import { need } from "./base/dom.js";
import { startPage } from "./base/page.js";
import { tellLobbies } from "./base/tab-channel.js";
import { localiseTimes, startCountdowns } from "./base/timestamps.js";
import { startGifs } from "./gifs/autoplay.js";
import { startTray } from "./gifs/upload-tray.js";
import { Stream } from "./room/chats/chat-list.js";
import { Changes } from "./room/chats/edit-tracker.js";
import { History } from "./room/chats/history.js";
import { Arrivals } from "./room/chats/incoming-chats.js";
import { isAtEnd, toEnd } from "./room/chats/scroll.js";
import { Unread } from "./room/chats/unread-counter.js";
import { watchAlone } from "./room/empty-room-countdown.js";
import { startForms } from "./room/forms.js";
import { stayAboveKeyboard } from "./room/mobile-keyboard.js";
import { place } from "./room/page-data.js";
import { People } from "./room/people/member-list.js";
import { Typing } from "./room/people/typing-indicator.js";
import { startComposer } from "./room/sending/composer.js";
import { editLastOwn, startEditing } from "./room/sending/edit-forms.js";
import { Outbox } from "./room/sending/outbox.js";
import { offerAgain, removeWaiting, showLeftOver, showWaiting } from "./room/sending/pending-chats.js";
import { Whispering } from "./room/sending/whisper-mode.js";
import { startShare } from "./room/share.js";
import { type ChatSocket, connect, requestsOf } from "./room/socket.js";
import { listen } from "./room/socket-events.js";

// Pages of older chats are for visitors without scripts; with them one scrolls up.
if (place.newer) location.replace(location.pathname);

startPage();
startShare();
stayAboveKeyboard();
localiseTimes(document);

const stream = new Stream(() => unread.mark());
const changes = new Changes(stream);
const arrivals = new Arrivals(
  place.lastSeq,
  () => ({ socket, requests }),
  (chats) => {
    const wasAtEnd = isAtEnd();
    const added = stream.append(chats);
    for (const one of added) one.classList.add("arriving");
    for (const { author, clientId } of chats) {
      typing.stopped(author);
      if (author !== place.me.id || !clientId) continue;
      outbox.drop(clientId);
      // The chat itself may belong to a stretch that is not in the page.
      removeWaiting(clientId);
    }
    const others = chats.filter(({ author }) => author !== place.me.id);
    if (others.length) unread.came(others.length, wasAtEnd, others[0]!.seq);
  },
);
const socket: ChatSocket = connect(() => ({ after: arrivals.lastSeq, changed: changes.known }));
const requests = requestsOf(socket);
const people = new People();
const typing = new Typing((id) => people.get(id));
const history = new History(requests, stream, () => arrivals.lastSeq);
const goToNewest = async () => {
  toEnd();
  if (!stream.hasNewer) return;
  await history.newest();
  toEnd();
};
const unread = new Unread(
  (seq) => stream.element(seq),
  goToNewest,
  () => arrivals.lastSeq,
);
const outbox = new Outbox(socket, requests, showWaiting, ({ clientId }, chat) => {
  // Stored before, and shown since; otherwise its own `chat` event is on the way and takes its place.
  if (chat.seq <= arrivals.lastSeq) removeWaiting(clientId);
});
const whispering = new Whispering(requests, people);

/** Where one has just spoken one also looks. */
const said = () => {
  unread.answered();
  void goToNewest();
};

listen(socket, { arrivals, changes, people, typing, unread, outbox, whispering });
followConnection(socket);
startForms(requests, people);
startEditing();
offerAgain(outbox);
showLeftOver(outbox);
startComposer({
  send: (text) => {
    if (whispering.isOn) return void whispering.send(text);
    outbox.post(text);
    said();
  },
  typing: () => {
    // Everyone would see it, and a whisper is nobody else's business.
    if (!whispering.isOn) typing.tell(() => socket.volatile.emit("typing"));
  },
  editLast: editLastOwn,
  keeps: () => !whispering.isOn,
});
startGifs(need("[data-chats]"));
startTray(() => whispering.isOn, said);
watchAlone(socket, people);
startCountdowns();
socket.on("connect", () => {
  // What waits to be sent is at the end; who reads further up goes on from there.
  if (outbox.isWaiting) void goToNewest();
  else history.fill();
  tellLobbies(place.room);
});
socket.connect();
