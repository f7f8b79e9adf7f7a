import { setTimeout as pause } from "node:timers/promises";
import type { ManagerOptions } from "socket.io-client";
import { expect, vi } from "vitest";
import type { Answer, Chat } from "../../src/shared/events.js";
import type { Client } from "../support/client.js";
import { Visitor } from "../support/visitor.js";

/** What a good client does: it comes back, asks for what it missed, and sends again what was not acknowledged. */
export class Talker {
  readonly client: Client;
  readonly chats: Chat[] = [];
  readonly acknowledged: Chat[] = [];
  /** By code, or "no answer". */
  readonly refusals = new Map<string, number>();
  /** How long it was without a connection, each time, in milliseconds. */
  readonly gaps: number[] = [];
  readonly notices: { event: string; payload: unknown }[] = [];
  /** What kept it from coming back. */
  readonly refusedBy: string[] = [];
  slowest = 0;
  #open = true;
  #talking = true;
  #lostAt = 0;

  constructor(visitor: Visitor, room: string, options: Partial<ManagerOptions> = {}) {
    const after = () => this.chats.at(-1)?.seq ?? 0;
    const quick = { reconnectionDelay: 300, reconnectionDelayMax: 1000 };
    this.client = visitor.connect("/chat", {
      ...quick,
      ...options,
      auth: (give: (auth: object) => void) => give({ room, after: after() }),
      extraHeaders: { origin: visitor.url },
    });
    const { socket } = this.client;
    socket.on("chat", (chats: Chat[]) => this.chats.push(...chats));
    for (const event of ["join", "exit", "kick", "removeRoom"])
      socket.on(event, (payload) => this.notices.push({ event, payload }));
    this.#comeBack();
  }

  async connected(): Promise<void> {
    await vi.waitFor(() => expect(this.client.socket.connected).toBe(true), { timeout: 30_000 });
  }

  /** One after the other, each until it is acknowledged; a pause between them leaves the machine some air. */
  async talk(name: string, pauseMs: number): Promise<void> {
    for (let i = 0; this.#talking; i++) {
      const chat = { chat: `${name} says ${i}`, clientId: `${name}-${i}` };
      const begun = performance.now();
      while (!(await this.#say(chat))) await pause(100);
      this.slowest = Math.max(this.slowest, performance.now() - begun);
      await pause(pauseMs);
    }
  }

  stop(): void {
    this.#talking = false;
  }

  close(): void {
    this.stop();
    this.#open = false;
    this.client.close();
  }

  async #say(chat: { chat: string; clientId: string }): Promise<boolean> {
    const unanswered = { ok: false, error: { code: "no answer", message: "" } } as const;
    const { socket } = this.client;
    const answer: Answer<Chat> = socket.connected
      ? await socket
          .timeout(15_000)
          .emitWithAck("chat", chat)
          .catch(() => unanswered)
      : unanswered;
    if (answer.ok) this.acknowledged.push(answer.data);
    else this.refusals.set(answer.error.code, (this.refusals.get(answer.error.code) ?? 0) + 1);
    return answer.ok;
  }

  #comeBack(): void {
    const { socket } = this.client;
    socket.on("connect", () => {
      if (this.#lostAt) this.gaps.push(performance.now() - this.#lostAt);
      this.#lostAt = 0;
    });
    const again = () => {
      if (!socket.active && this.#open) setTimeout(() => socket.connect(), 300);
    };
    socket.on("disconnect", () => {
      this.#lostAt ||= performance.now();
      again();
    });
    socket.on("connect_error", (error) => {
      this.refusedBy.push(error.message);
      again();
    });
  }
}

/** All of a room, as the database has it. */
export async function history(visitor: Visitor, room: string): Promise<Chat[]> {
  const all: Chat[] = [];
  for (let more = true; more; ) {
    const { body } = await visitor.json("GET", `/room/${room}/chats?after=${all.at(-1)?.seq ?? 0}&limit=100`);
    all.push(...body.chats);
    more = body.more;
  }
  return all;
}

/** Nothing acknowledged is lost, nothing is there twice, and all members have received the same in the same order, once. */
export async function expectNothingLost(talkers: Talker[], visitor: Visitor, room: string): Promise<Chat[]> {
  for (const talker of talkers) await talker.connected();
  const all = await history(visitor, room);
  const texts = ({ seq, clientId, chat }: Chat) => `${seq} ${clientId} ${chat}`;
  expect(all.map(({ seq }) => seq)).toEqual(all.map((_, i) => i + 1));
  expect(new Set(all.map(({ author, clientId }) => `${author} ${clientId}`)).size).toBe(all.length);
  const stored = new Set(all.map(texts));
  const lost = talkers.flatMap(({ acknowledged }) => acknowledged).filter((chat) => !stored.has(texts(chat)));
  expect(lost).toEqual([]);
  for (const talker of talkers) {
    await expect.poll(() => talker.chats.length, { timeout: 30_000 }).toBeGreaterThanOrEqual(all.length);
    expect(talker.chats.map(texts)).toEqual(all.map(texts));
  }
  return all;
}

/** A visitor by way of a proxy, which says for a moment that nobody is there when it has just seen all of them end. */
export async function comesBy(url: string): Promise<Visitor> {
  const one = new Visitor(url);
  while (!one.cookie) await one.page("/");
  return one;
}
