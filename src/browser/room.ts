import { need } from "./base/dom.js";
import { followConnection } from "./base/live-sign.js";
import { tellLobbies } from "./base/other-tabs.js";
import { startPage } from "./base/page.js";
import { localiseTimes, startCountdowns } from "./base/times.js";
import { startGifs } from "./gifs/playing.js";
import { startTray } from "./gifs/tray.js";
import { watchAlone } from "./room/alone.js";
import { Arrivals } from "./room/arrivals.js";
import { Changes } from "./room/changes.js";
import { startComposer } from "./room/composer.js";
import { type ChatSocket, connect, requestsOf } from "./room/connection.js";
import { editLastOwn, startEditing } from "./room/editing.js";
import { startForms } from "./room/forms.js";
import { History } from "./room/history.js";
import { stayAboveKeyboard } from "./room/keyboard.js";
import { listen } from "./room/listening.js";
import { Outbox } from "./room/outbox.js";
import { People } from "./room/people.js";
import { place } from "./room/place.js";
import { isAtEnd, toEnd } from "./room/scrolling.js";
import { startShare } from "./room/share.js";
import { Stream } from "./room/stream.js";
import { Typing } from "./room/typing.js";
import { Unread } from "./room/unread.js";
import { offerAgain, removeWaiting, showLeftOver, showWaiting } from "./room/waiting.js";
import { Whispering } from "./room/whispering.js";

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
