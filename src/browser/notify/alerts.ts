import type { Chat, Whisper } from "../../shared/events.js";
import { t } from "../base/i18n.js";
import { pageData } from "../room/page-data.js";
import type { ChatSocket } from "../room/socket.js";
import { isSoundOn, readLevel } from "./choices.js";
import { concernsMe } from "./concerns-me.js";
import { isSpokesman, startSpokesman } from "./one-tab.js";
import { closeNotification, showNotification } from "./show-notification.js";
import { playSound } from "./sound.js";
import { toLine } from "./to-line.js";

/** Sounds, and the browser's own notifications, of what others say while the visitor looks elsewhere. */
export class Alerts {
  #count = 0;
  #shown: Chat | undefined;

  constructor(socket: ChatSocket) {
    startSpokesman();
    socket.on("editChat", (chat) => this.#onChanged(chat));
    socket.on("removeChat", (chat) => this.#onChanged(chat));
    for (const event of ["removeRoom", "kick"] as const) socket.on(event, () => this.#close());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.#close();
    });
    addEventListener("pagehide", () => this.#close());
  }

  onChats(chats: Chat[], wasAtEnd: boolean): void {
    this.#sound(wasAtEnd);
    const level = readLevel(pageData.room);
    const told = chats.filter((chat) => level === "all" || (level === "mentions" && concernsMe(chat)));
    const last = told.at(-1);
    if (!last || !this.#mayNotify) return;
    this.#shown = last;
    this.#notify(toBody(last), told.length);
  }

  onWhisper({ from }: Whisper, wasAtEnd: boolean): void {
    if (from.id === pageData.me.id) return;
    this.#sound(wasAtEnd);
    if (readLevel(pageData.room) === "none" || !this.#mayNotify) return;
    this.#shown = undefined;
    // Without its text: others may see the screen.
    this.#notify(t("notify.whisper", { name: from.name }), 1);
  }

  get #mayNotify(): boolean {
    return document.hidden && isSpokesman();
  }

  #sound(wasAtEnd: boolean): void {
    if (isSoundOn() && (document.hidden || !wasAtEnd) && isSpokesman()) playSound();
  }

  #notify(body: string, count: number): void {
    this.#count += count;
    showNotification(this.#withCount(body), { isNew: true });
  }

  #withCount(body: string): string {
    return this.#count > 1 ? `${body}\n${t("chat.new", { count: this.#count })}` : body;
  }

  #onChanged(chat: Chat): void {
    if (chat.seq !== this.#shown?.seq) return;
    if (chat.removedAt) this.#close();
    else showNotification(this.#withCount(toBody(chat)), { isNew: false });
  }

  #close(): void {
    this.#count = 0;
    this.#shown = undefined;
    closeNotification();
  }
}

function toBody({ name, chat, gif }: Chat): string {
  const isMoving = gif && gif.frames > 1;
  const shown = gif && !gif.cover && gif.alt;
  const picture = shown ? shown + (isMoving ? " (GIF)" : "") : t(isMoving ? "notify.gif" : "notify.picture");
  return t("notify.said", { name, text: chat === undefined ? picture : toLine(chat) });
}
