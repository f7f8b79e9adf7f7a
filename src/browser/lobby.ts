import { io, type Socket } from "socket.io-client";
import type { LobbyEvents } from "../shared/events.js";
import { followConnection } from "./base/connection-status.js";
import { need } from "./base/dom.js";
import { t } from "./base/i18n.js";
import { startPage } from "./base/page.js";
import { comeBackSpread } from "./base/reconnect.js";
import { hearOfSeats } from "./base/tab-channel.js";
import { startAging, startCountdowns } from "./base/timestamps.js";
import { Cards } from "./lobby/cards.js";

startPage();
startAging();
startCountdowns();

const cards = new Cards(need("[data-rooms]"));
const socket: Socket<LobbyEvents> = io("/room", { transports: ["websocket", "polling"] });
followConnection(socket);
comeBackSpread(socket);
hearOfSeats((room) => cards.sitIn(room));

// What happened since the page was drawn, or since the last connection, nobody has told us.
socket.on("connect", () => cards.refresh());
socket.on("disconnect", () => {
  // A server that ended in good order closes the socket itself, and then the client does not come back alone.
  if (!socket.active) setTimeout(() => socket.connect(), 1000);
});
socket.on("newRoom", (room) => cards.add(room));
socket.on("updateRoom", (room) => cards.update(room));
socket.on("removeRoom", (id) => cards.remove(id));
socket.on("news", ({ rooms, people }, ack) => {
  const totals = need("[data-totals]");
  const text = `${t("lobby.rooms", { count: rooms })} · ${t("lobby.people", { count: people })}`;
  if (totals.textContent && totals.textContent !== text) totals.textContent = text;
  ack();
});
