import type { Chat, Whisper } from "../../shared/events.js";
import { pageData } from "../room/page-data.js";
import type { ChatSocket } from "../room/socket.js";
import type { Alerts } from "./alerts.js";
import { isSoundOn, readLevel, writeLevel } from "./choices.js";

let alerts: Alerts | undefined;

export function startNotifications(socket: ChatSocket): void {
  const load = async () => {
    if (alerts || (readLevel(pageData.room) === "none" && !isSoundOn())) return;
    const { Alerts } = await import("./alerts.js");
    alerts ??= new Alerts(socket);
  };
  void load();
  addEventListener("storage", load);
  document.querySelector("[data-notify]")?.addEventListener("click", async () => {
    const { showNotificationSettings } = await import("./settings-dialog.js");
    showNotificationSettings(load);
  });
  socket.on("removeRoom", () => writeLevel(pageData.room, "none"));
  socket.on("connect_error", (error) => {
    const { code } = (error as Error & { data?: { code: string } }).data ?? {};
    if (code === "ROOM_NOT_FOUND") writeLevel(pageData.room, "none");
  });
}

export function notifyOfChats(chats: Chat[], wasAtEnd: boolean): void {
  alerts?.onChats(chats, wasAtEnd);
}

export function notifyOfWhisper(whisper: Whisper, wasAtEnd: boolean): void {
  alerts?.onWhisper(whisper, wasAtEnd);
}
