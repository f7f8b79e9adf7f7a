import { io, type Socket } from "socket.io-client";
import type { LobbyEvents } from "../shared/events.js";
import { showConnectionStatus } from "./base/connection-status.js";
import { delegate, getElement } from "./base/dom.js";
import { t } from "./base/i18n.js";
import { showAnnouncement, startPage } from "./base/page.js";
import { reconnectAfterPause } from "./base/reconnect.js";
import { setServerTime } from "./base/server-clock.js";
import { onSeatTaken } from "./base/tab-channel.js";
import { startCountdowns, startRelativeTimes } from "./base/timestamps.js";
import { startNicknameForm } from "./elements/nickname-form.js";
import { setListHidden } from "./lobby/hidden-list.js";
import { RoomCards } from "./lobby/room-cards.js";

startPage();
startNicknameForm();
startRelativeTimes();
startCountdowns();

delegate(document, "click", "[data-open-room] > summary", (summary, event) => {
  event.preventDefault();
  const openRoom = summary.parentElement as HTMLDetailsElement;
  openRoom.open = !openRoom.open;
  if (openRoom.open) getElement("#title", openRoom).focus();
});

const cards = new RoomCards(getElement("[data-rooms]"));
const socket: Socket<LobbyEvents> = io("/room", { transports: ["websocket", "polling"] });
showConnectionStatus(socket, "connect");
reconnectAfterPause(socket);
onSeatTaken((room) => cards.markSeated(room));

// Events sent before this connection were missed.
socket.on("connect", () => cards.refresh());
socket.on("connect_error", (error) => {
  if ((error as Error & { data?: { code: string } }).data?.code === "BANNED") location.reload();
});
socket.on("disconnect", () => {
  // After a disconnect by the server, Socket.IO does not reconnect by itself.
  if (!socket.active) setTimeout(() => socket.connect(), 1000);
});
socket.on("newRoom", (room) => cards.add(room));
socket.on("updateRoom", (room) => cards.update(room));
socket.on("announce", showAnnouncement);
socket.on("removeRoom", (id) => cards.remove(id));
socket.on("news", ({ rooms, people, at, hidden = false }, ack) => {
  setServerTime(at);
  if (setListHidden(hidden)) void cards.refresh();
  const totals = getElement("[data-totals]");
  const text = `${t("lobby.rooms", { count: rooms })} · ${t("lobby.people", { count: people })}`;
  if (totals.textContent && totals.textContent !== text) totals.textContent = text;
  ack();
});
