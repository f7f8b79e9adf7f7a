import type { Chat, ErrorView } from "../../../shared/events.js";
import type { ShownQuote } from "../../../shared/render/chat-props.js";
import { createClientId } from "../../base/client-id.js";
import { tabStorage } from "../../base/safe-storage.js";
import { pageData } from "../page-data.js";
import { findQuote, unknownQuote } from "../reply/read-quote.js";
import type { ChatSocket, SendRequest } from "../socket.js";

export interface PendingChat {
  clientId: string;
  chat: string;
  writtenAt: string;
  refused?: string;
  replyTo?: ShownQuote;
}

interface OutboxEvents {
  onChange: (pending: PendingChat, connected: boolean) => void;
  onRefused: (error: ErrorView) => void;
  onStored: (pending: PendingChat, chat: Chat) => void;
}

/** Retried automatically; for other errors the visitor decides. */
const TEMPORARY_ERRORS = new Set(["TOO_MANY_REQUESTS", "BUSY", "OFFLINE", "INTERNAL"]);
const RETRY_DELAY_MS = 2000;
/** With the visitor, because this browser may become another one by a link. */
const KEY = `outbox:${pageData.room}:${pageData.me.id}`;

// Keeps chats until the server has stored them, across reloads and lost connections. The clientId makes a repeated
// request harmless; one request at a time keeps the order.
export class Outbox {
  readonly #socket: ChatSocket;
  readonly #sendRequest: SendRequest;
  readonly #events: OutboxEvents;
  #pendingChats: PendingChat[] = restore();
  #isFlushing = false;
  #flushed = Promise.resolve();
  /** Nothing is sent between a connection and its welcome, which says whose connection it is. */
  #isWelcome = false;
  #endWait: () => void = () => undefined;

  constructor(socket: ChatSocket, sendRequest: SendRequest, events: OutboxEvents) {
    this.#socket = socket;
    this.#sendRequest = sendRequest;
    this.#events = events;
    socket.on("disconnect", () => {
      this.#isWelcome = false;
    });
    for (const event of ["connect", "disconnect"] as const) socket.on(event, () => this.#notifyAll());
  }

  get pendingChats(): readonly PendingChat[] {
    return this.#pendingChats;
  }

  get isSending(): boolean {
    return this.#pendingChats.some(({ refused }) => !refused);
  }

  add(chat: string, replyTo?: ShownQuote): void {
    const written = { clientId: createClientId(), chat, writtenAt: new Date().toISOString() };
    const pending: PendingChat = replyTo ? { ...written, replyTo } : written;
    this.#pendingChats.push(pending);
    this.#saveAndNotify(pending);
    void this.flush();
  }

  retry(clientId: string): void {
    const pending = this.#pendingChats.find((one) => one.clientId === clientId);
    if (!pending) return;
    if (pending.refused === "BAD_REPLY") delete pending.replyTo;
    delete pending.refused;
    this.#saveAndNotify(pending);
    void this.flush();
  }

  remove(clientId: string): void {
    this.#pendingChats = this.#pendingChats.filter((pending) => pending.clientId !== clientId);
    this.#save();
  }

  failAll(code: string): void {
    for (const pending of this.#pendingChats) pending.refused ??= code;
    this.#save();
    this.#notifyAll();
  }

  onWelcome(): void {
    this.#isWelcome = true;
    void this.flush();
  }

  flush(): Promise<void> {
    if (!this.#isFlushing) this.#flushed = this.#sendPending();
    return this.#flushed;
  }

  async #sendPending(): Promise<void> {
    this.#isFlushing = true;
    for (let next = this.#findNext(); next; next = this.#findNext()) {
      const delay = await this.#send(next);
      if (delay) await this.#wait(delay);
    }
    this.#isFlushing = false;
  }

  retryNow(): void {
    this.#endWait();
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#endWait = resolve;
      setTimeout(resolve, ms);
    });
  }

  #findNext(): PendingChat | undefined {
    return this.#isWelcome ? this.#pendingChats.find(({ refused }) => !refused) : undefined;
  }

  /** Resolves to the delay after which it must be retried, or 0. */
  async #send(pending: PendingChat): Promise<number> {
    const { clientId, chat, replyTo } = pending;
    const reply = replyTo && { replyTo: replyTo.seq };
    const answer = await this.#sendRequest("chat", { clientId, chat, ...reply });
    if (!this.#pendingChats.includes(pending)) return 0;
    if (answer.ok) {
      this.remove(clientId);
      this.#events.onStored(pending, answer.data);
      return 0;
    }
    const { code, retryAfter } = answer.error;
    this.#events.onRefused(answer.error);
    if (code === "SLOW_MODE" && retryAfter) return retryAfter * 1000;
    if (TEMPORARY_ERRORS.has(code)) return RETRY_DELAY_MS;
    pending.refused = code;
    this.#saveAndNotify(pending);
    return 0;
  }

  #notifyAll(): void {
    for (const pending of this.#pendingChats) this.#notify(pending);
  }

  #notify(pending: PendingChat): void {
    this.#events.onChange(pending, this.#socket.connected);
  }

  #saveAndNotify(pending: PendingChat): void {
    this.#save();
    this.#notify(pending);
  }

  #save(): void {
    const saved = this.#pendingChats.map(({ replyTo, ...own }) => ({
      ...own,
      ...(replyTo && { replyTo: { seq: replyTo.seq } }),
    }));
    tabStorage.write(KEY, saved.length ? JSON.stringify(saved) : null);
  }
}

const toQuote = (seq: number): ShownQuote => findQuote(seq) ?? unknownQuote(seq);

function restore(): PendingChat[] {
  const saved = tabStorage.read(KEY);
  if (!saved) return [];
  try {
    const pending: PendingChat[] = JSON.parse(saved);
    return pending.map(({ replyTo, ...own }) => (replyTo ? { ...own, replyTo: toQuote(replyTo.seq) } : own));
  } catch (error) {
    console.warn("The saved outbox could not be read.", error);
    return [];
  }
}
