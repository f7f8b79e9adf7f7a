import type { Response } from "express";
import type { SessionHandle } from "../../session/index.js";
import type { ChatEvents } from "../../shared/events.js";
import type { Language } from "../../shared/i18n/languages.js";

/** A client over this limit is cut off, and resumes when it comes back. */
const MAX_UNSENT_BYTES = 8 * 1024 * 1024;
/** Clients come back at random times within these, since all at once would be too much. */
const RETRY_MS = { least: 1000, most: 3000 };

const HEADERS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  // Neither compressed nor gathered by a proxy: events would wait for each other.
  "Cache-Control": "private, no-store, no-transform",
  "X-Accel-Buffering": "no",
};

export type StreamEnd = "closed" | "lost";

interface Options {
  room: string;
  visitor: string;
  lang: Language;
  session: SessionHandle | undefined;
  onEnd: (end: StreamEnd) => void;
}

/** The answer to one request, to which events are written until one side has enough. */
export class EventStream {
  readonly room: string;
  readonly visitor: string;
  readonly lang: Language;
  readonly session: SessionHandle | undefined;
  readonly #res: Response;
  readonly #onEnd: (end: StreamEnd) => void;
  #isOpen = true;
  #isSubscribed = false;
  #seq = 0;
  #changed = 0;
  /** Events of the room until the welcome is written. */
  #early: [name: keyof ChatEvents, json: string][] | undefined = [];

  constructor(res: Response, { room, visitor, lang, session, onEnd }: Options) {
    this.#res = res;
    this.room = room;
    this.visitor = visitor;
    this.lang = lang;
    this.session = session;
    this.#onEnd = onEnd;
    res.once("close", () => this.#onClose());
    // The client left before; told when the stream is known to those who end it.
    if (res.closed) queueMicrotask(() => this.#onClose());
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** To new chats and changes. */
  get isSubscribed(): boolean {
    return this.#isSubscribed;
  }

  welcome(json: string, seq: number, changed: number): void {
    if (!this.#isOpen) return;
    this.#seq = seq;
    this.#changed = changed;
    const early = this.#early ?? [];
    this.#early = undefined;
    this.#start(between(RETRY_MS.least, RETRY_MS.most));
    this.send("welcome", json);
    for (const [name, event] of early) this.send(name, event);
  }

  subscribe(): void {
    this.#isSubscribed = true;
  }

  chats(json: string, last: number): void {
    this.#seq = last;
    this.send("chat", json);
  }

  /** A change that was announced: one that is not the next says nothing about those between. */
  onChange(name: keyof ChatEvents, json: string, { change }: { change?: number }): void {
    if (change === this.#changed + 1) this.#changed = change;
    this.send(name, json);
  }

  /** The client has all changes up to this number. */
  changedUpTo(change: number): void {
    this.#changed = Math.max(this.#changed, change);
  }

  send(name: keyof ChatEvents, json: string): void {
    if (this.#early) this.#early.push([name, json]);
    else this.#write(`event: ${name}\nid: ${this.#seq}.${this.#changed}\ndata: ${json}\n\n`);
  }

  /** Left out while the client reads slowly. */
  sendVolatile(name: keyof ChatEvents, json: string): void {
    if (!this.#early && !this.#res.writableNeedDrain) this.send(name, json);
  }

  /** Proxies close a connection on which nothing comes. */
  beat(): void {
    if (!this.#early) this.#write(":\n\n");
  }

  async drained(): Promise<void> {
    while (this.#isOpen && this.#res.writableNeedDrain) {
      await new Promise<void>((resolve) => {
        const done = () => {
          this.#res.off("drain", done).off("close", done);
          resolve();
        };
        this.#res.once("drain", done).once("close", done);
      });
    }
  }

  /** Without a last event the client only learns that it should come back. */
  end(end: StreamEnd, last?: { name: keyof ChatEvents; json: string; retryWithin?: number }): void {
    if (!this.#isOpen) return;
    if (this.#early) this.#start(RETRY_MS.least);
    this.#early = undefined;
    if (last?.retryWithin !== undefined) this.#write(`retry: ${between(0, last.retryWithin)}\n\n`);
    if (last) this.send(last.name, last.json);
    this.#over(end);
    this.#res.end();
  }

  /** Before anything was written: the request gets another answer. */
  abandon(end: StreamEnd): void {
    this.#over(end);
  }

  #start(retryMs: number): void {
    this.#res.status(200).set(HEADERS);
    this.#write(`retry: ${retryMs}\n\n`);
  }

  #write(text: string): void {
    if (!this.#isOpen) return;
    this.#res.write(text);
    if (this.#res.writableLength > MAX_UNSENT_BYTES) this.#res.destroy();
  }

  #onClose(): void {
    this.#over("lost");
    // A request whose client has gone is not over before its answer is.
    if (!this.#res.writableEnded) this.#res.end();
  }

  #over(end: StreamEnd): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#onEnd(end);
  }
}

const between = (least: number, most: number): number => Math.round(least + Math.random() * (most - least));
