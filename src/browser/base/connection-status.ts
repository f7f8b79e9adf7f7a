import type { Socket } from "socket.io-client";
import { all } from "./dom.js";
import { t } from "./i18n.js";

type State = "on" | "connecting" | "again" | "off";

const words = { on: "live.on", connecting: "live.connecting", again: "live.again", off: "live.off" } as const;

/** The quiet sign of whether what one sees is what is going on. */
function showLive(state: State): void {
  if (state === shown) return;
  shown = state;
  explain(state);
  for (const sign of all("[data-live]")) {
    sign.dataset.state = state;
    const text = sign.querySelector("[data-live-text]");
    if (text) text.textContent = t(words[state]);
    sign.title = t(state === "off" || state === "again" ? "live.offHint" : words[state]);
  }
}

let shown: State = "connecting";

/** A blink is not worth a word; what lasts is. */
const BLINK = 1500;
let line: ReturnType<typeof setTimeout> | undefined;

function explain(state: State): void {
  const hint = document.querySelector<HTMLElement>("[data-waiting-line]");
  if (!hint) return;
  clearTimeout(line);
  const show = () => {
    hint.hidden = state === "on" || state === "connecting";
  };
  if (state === "on") show();
  else line = setTimeout(show, BLINK);
}

export function followConnection(socket: Pick<Socket, "connected" | "on" | "io">): void {
  const show = () => showLive(socket.connected ? "on" : navigator.onLine ? "again" : "off");
  socket.on("connect", show);
  socket.on("disconnect", show);
  socket.on("connect_error", show);
  addEventListener("online", show);
  addEventListener("offline", () => {
    show();
    // The system knows at once what a heartbeat would find out in half a minute.
    socket.io.engine?.close();
  });
}
