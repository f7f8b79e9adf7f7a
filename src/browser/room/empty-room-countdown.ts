import { need } from "../base/dom.js";
import { place } from "./page-data.js";
import type { People } from "./people/member-list.js";
import { isOver } from "./room-ended.js";
import type { ChatSocket } from "./socket.js";

/**
 * An empty room ends, also while its last visitor is in a tunnel. How long it waits at least is counted from when
 * the line broke; the server notices that later.
 */
export function watchAlone(socket: ChatSocket, people: People): void {
  const line = need("[data-alone]");
  const countdown = need("[data-ends]", line);
  socket.on("disconnect", () => {
    if (isOver() || people.count > 1) return;
    countdown.dataset.ends = new Date(Date.now() + place.graceMs).toISOString();
    line.hidden = false;
  });
  socket.on("connect", () => {
    line.hidden = true;
    delete countdown.dataset.whole;
  });
}
