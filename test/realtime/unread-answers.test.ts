import { expect, test } from "vitest";
import WebSocket from "ws";
import { bareSocket } from "../support/client.js";
import { useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });
/** More than the kernel and the server together hold for a socket. */
const ASKED = 60;
const LONG = "가".repeat(2000);

/** Is let in, and reads nothing until it is told to. */
class DeafSocket {
  readonly #socket: WebSocket;
  readonly answers: string[] = [];

  constructor(visitor: Visitor) {
    this.#socket = bareSocket(visitor);
  }

  enter(room: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.on("error", reject).on("message", (data) => {
        const said = data.toString();
        if (said.startsWith("0")) this.#socket.send(`40/chat,${JSON.stringify({ room })}`);
        if (said.startsWith("43")) this.answers.push(said);
        if (!said.startsWith('42/chat,["welcome"')) return;
        this.#socket.pause();
        resolve();
      });
    });
  }

  ask(): void {
    for (let i = 0; i < ASKED; i++) this.#socket.send(`42/chat,${i}["history",{"limit":100}]`);
  }

  readOn(): void {
    this.#socket.resume();
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  close(): void {
    this.#socket.terminate();
  }
}

test("whoever does not read is refused more history, and gets the rest when reading again", async () => {
  const ann = await server.visitor();
  const { _id } = await ann.open();
  const reader = await ann.enter(_id);
  await Promise.all(Array.from({ length: 100 }, () => reader.call("chat", { chat: LONG })));
  const deaf = Array.from({ length: 4 }, () => new DeafSocket(ann));
  await Promise.all(deaf.map((socket) => socket.enter(_id)));
  for (const socket of deaf) socket.ask();
  // Asked last, so it is answered when the others have been.
  expect((await reader.call("history", { limit: 100 })).chats).toHaveLength(100);
  expect((await reader.call("chat", { chat: "still here" })).chat).toBe("still here");
  for (const socket of deaf) socket.readOn();
  for (const { answers } of deaf) {
    await expect.poll(() => answers.length, { timeout: 20_000 }).toBe(ASKED);
    const refused = answers.filter((answer) => answer.includes('"code":"BUSY"'));
    expect(refused.length).toBeGreaterThan(ASKED / 4);
    expect(refused.length).toBeLessThan(ASKED);
  }
  expect(deaf.every(({ isOpen }) => isOpen)).toBe(true);
  for (const socket of [...deaf, reader]) socket.close();
});
