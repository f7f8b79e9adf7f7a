import type { Chat } from "../../../shared/events.js";
import { createClientId } from "../../base/client-id.js";
import { tabStorage } from "../../base/safe-storage.js";
import { pageData } from "../page-data.js";
import type { ChatSocket, SendRequest } from "../socket.js";

export interface PendingChat {
  clientId: string;
  chat: string;
  writtenAt: string;
  refused?: string;
}

interface OutboxEvents {
  onChange: (pending: PendingChat, connected: boolean) => void;
  onStored: (pending: PendingChat, chat: Chat) => void;
}

/** Retried automatically; for other errors the visitor decides. */
const TEMPORARY_ERRORS = new Set(["TOO_MANY_REQUESTS", "BUSY", "OFFLINE", "INTERNAL"]);
const RETRY_DELAY_MS = 2000;
const KEY = `outbox:${pageData.room}`;

// Keeps chats until the server has stored them, across reloads and lost connections. The clientId makes a repeated
// request harmless; one request at a time keeps the order.
export class Outbox {
  readonly #socket: ChatSocket;
  readonly #sendRequest: SendRequest;
  readonly #events: OutboxEvents;
  #pendingChats: PendingChat[] = restore();
  #isFlushing = false;

  constructor(socket: ChatSocket, sendRequest: SendRequest, events: OutboxEvents) {
    this.#socket = socket;
    this.#sendRequest = sendRequest;
    this.#events = events;
    for (const event of ["connect", "disconnect"] as const) socket.on(event, () => this.#notifyAll());
  }

  get pendingChats(): readonly PendingChat[] {
    return this.#pendingChats;
  }

  get isSending(): boolean {
    return this.#pendingChats.some(({ refused }) => !refused);
  }

  add(chat: string): void {
    const pending = { clientId: createClientId(), chat, writtenAt: new Date().toISOString() };
    this.#pendingChats.push(pending);
    this.#saveAndNotify(pending);
    void this.flush();
  }

  retry(clientId: string): void {
    const pending = this.#pendingChats.find((one) => one.clientId === clientId);
    if (!pending) return;
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

  async flush(): Promise<void> {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    for (let next = this.#findNext(); next; next = this.#findNext()) {
      if (!(await this.#send(next))) await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS));
    }
    this.#isFlushing = false;
  }

  #findNext(): PendingChat | undefined {
    return this.#socket.connected ? this.#pendingChats.find(({ refused }) => !refused) : undefined;
  }

  /** Resolves to `false` if it must be retried. */
  async #send(pending: PendingChat): Promise<boolean> {
    const { clientId, chat } = pending;
    const answer = await this.#sendRequest("chat", { clientId, chat });
    if (!this.#pendingChats.includes(pending)) return true;
    if (answer.ok) {
      this.remove(clientId);
      this.#events.onStored(pending, answer.data);
      return true;
    }
    if (TEMPORARY_ERRORS.has(answer.error.code)) return false;
    pending.refused = answer.error.code;
    this.#saveAndNotify(pending);
    return true;
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
    tabStorage.write(KEY, this.#pendingChats.length ? JSON.stringify(this.#pendingChats) : null);
  }
}

function restore(): PendingChat[] {
  const saved = tabStorage.read(KEY);
  if (!saved) return [];
  try {
    return JSON.parse(saved);
  } catch (error) {
    console.warn("The saved outbox could not be read.", error);
    return [];
  }
}
