import { io, type Socket } from "socket.io-client";
import type { KnockState, LobbyEvents } from "../shared/events.js";
import { showConnectionStatus } from "./base/connection-status.js";
import { getElement } from "./base/dom.js";
import { t } from "./base/i18n.js";
import { startPage } from "./base/page.js";
import { reconnectAfterPause } from "./base/reconnect.js";

/** No event says that the room was unlocked, or that the knock is too old. */
const ASK_MS = 60_000;
const GONE: ReadonlySet<number> = new Set([401, 404]);

const room = getElement("[data-waiting-room]").dataset.waitingRoom ?? "";
const roomPath = `/room/${room}`;

startPage();
const socket: Socket<LobbyEvents> = io("/room", { transports: ["websocket", "polling"] });
reconnectAfterPause(socket);
showConnectionStatus(socket, "connect");
// Answers given before this connection were missed.
socket.on("connect", () => void ask());
for (const event of ["disconnect", "connect_error"] as const)
  socket.on(event, () => {
    // After a disconnect or a refusal by the server, Socket.IO does not reconnect by itself.
    if (!socket.active) setTimeout(() => socket.connect(), 2000);
  });
socket.on("admitted", (answer) => {
  if (answer.room === room) goIn();
});
socket.on("declined", (answer) => {
  if (answer.room === room) reload();
});
setInterval(() => void ask(), ASK_MS);

async function ask(): Promise<void> {
  try {
    const answer = await fetch(`${roomPath}/knock`, { headers: { accept: "application/json" } });
    if (GONE.has(answer.status)) return reload();
    if (!answer.ok) return;
    const { isAdmitted, isPending, hasHost } = (await answer.json()) as KnockState;
    if (isAdmitted) goIn();
    else if (!isPending) reload();
    getElement("[data-no-host]").hidden = hasHost;
  } catch (error) {
    // Without a connection, the next one asks again. Anything else is a bug.
    if (!(error instanceof TypeError)) throw error;
  }
}

/** Nobody takes a seat in a tab that nobody looks at: its title calls instead. */
function goIn(): void {
  if (!document.hidden) return reload();
  document.title = `${t("knock.admittedTitle")} · ${getElement("h1").textContent}`;
  document.addEventListener("visibilitychange", reload, { once: true });
}

function reload(): void {
  location.replace(roomPath);
}
