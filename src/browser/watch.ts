import { showConnectionStatus } from "./base/connection-status.js";
import { findAll, getElement } from "./base/dom.js";
import { startPage } from "./base/page.js";
import { showLocalTimes, startCountdowns } from "./base/timestamps.js";
import { startAutoplay } from "./gifs/autoplay.js";
import { startStars } from "./gifs/star-buttons.js";
import { startFoldedChats } from "./room/chats/folded-chats.js";
import { startRoomEnd } from "./room/ending/room-end.js";
import { pageData } from "./room/page-data.js";
import { foldIfMuted } from "./room/people/mutes.js";
import { startMessageTools } from "./room/reactions/message-tools.js";
import { startQuotes } from "./room/reply/quotes.js";
import { startShareButtons } from "./room/share.js";
import { handleSocketEvents } from "./room/socket-events.js";
import { createStream } from "./room/stream.js";

if (pageData.hasNewer) location.replace(`${location.pathname}?spectate=on${location.hash}`);

startPage();
startShareButtons();
showLocalTimes(document);
findAll("[data-chats] [data-author]").forEach(foldIfMuted);

const { socket, history, features, goToChat } = createStream();
handleSocketEvents(socket, features);
startRoomEnd(socket);
showConnectionStatus(socket, "welcome");
startFoldedChats();
startQuotes(socket, goToChat);
startMessageTools(getElement("[data-chats]"));
startAutoplay(getElement("[data-chats]"));
startStars(getElement("[data-chats]"));
startCountdowns();
socket.on("connect", () => history.loadWithoutScrolling());
socket.connect();
