import { getElement } from "../base/dom.js";
import { serverNow } from "../base/server-clock.js";
import { pageData } from "./page-data.js";
import type { MemberList } from "./people/member-list.js";
import { hasEnded } from "./room-ended.js";
import type { ChatSocket } from "./socket.js";

/** Counts from the disconnect, which the server notices later: so the room lasts at least that long. */
export function startEmptyRoomCountdown(socket: ChatSocket, memberList: MemberList): void {
  const line = getElement("[data-alone]");
  const countdown = getElement("[data-ends]", line);
  socket.on("disconnect", () => {
    if (!pageData.endsWhenLeft || hasEnded() || memberList.count > 1) return;
    countdown.dataset.ends = new Date(serverNow() + pageData.graceMs).toISOString();
    line.hidden = false;
  });
  socket.on("connect", () => {
    line.hidden = true;
    delete countdown.dataset.whole;
  });
}
