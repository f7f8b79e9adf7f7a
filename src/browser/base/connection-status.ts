import type { Socket } from "socket.io-client";
import { findAll } from "./dom.js";
import { t } from "./i18n.js";

type Status = "on" | "connecting" | "again" | "off";

const labels = {
  on: "live.on",
  connecting: "live.connecting",
  again: "live.again",
  off: "live.off",
} as const;

let shown: Status = "connecting";

/** `readyEvent`: a room is usable once its welcome has named the members and lets messages be sent. */
export function showConnectionStatus(
  socket: Pick<Socket, "connected" | "on" | "io">,
  readyEvent: "connect" | "welcome",
): void {
  let isReady = false;
  const update = () => {
    if (isReady) showStatus("on");
    else if (!socket.connected) showStatus(navigator.onLine ? "again" : "off");
  };
  socket.on(readyEvent, () => {
    isReady = true;
    update();
  });
  socket.on("disconnect", () => {
    isReady = false;
    update();
  });
  socket.on("connect_error", update);
  addEventListener("online", update);
  addEventListener("offline", () => {
    update();
    // The system knows at once; the heartbeat would take half a minute.
    socket.io.engine?.close();
  });
}

function showStatus(status: Status): void {
  if (status === shown) return;
  shown = status;
  showHint(status);
  for (const indicator of findAll("[data-live]")) {
    indicator.dataset.state = status;
    const text = indicator.querySelector("[data-live-text]");
    if (text) text.textContent = t(labels[status]);
    indicator.title = t(status === "off" || status === "again" ? "live.offHint" : labels[status]);
  }
}

/** Shorter interruptions show no hint. */
const HINT_DELAY_MS = 1500;
let hintTimer: ReturnType<typeof setTimeout> | undefined;

function showHint(status: Status): void {
  const hint = document.querySelector<HTMLElement>("[data-waiting-line]");
  if (!hint) return;
  clearTimeout(hintTimer);
  const update = () => {
    hint.hidden = status === "on" || status === "connecting";
  };
  if (status === "on") update();
  else hintTimer = setTimeout(update, HINT_DELAY_MS);
}
