import { Socket } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import type { Chat } from "../../src/shared/events.js";
import { bareSocket } from "../support/client.js";
import { useServer } from "../support/server.js";

const servers = { on: useServer({ DIRECT_WRITES: "on" }), off: useServer({ DIRECT_WRITES: "off" }) };
const CHATS = 300;
afterEach(() => vi.restoreAllMocks());

const numbersOf = (chats: readonly Chat[]) => chats.map(({ seq }) => seq);
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

/** Everything the server writes to its side of a connection: it runs in this process. */
function watchWrites(url: string): string[] {
  const port = Number(new URL(url).port);
  const writes: string[] = [];
  const prototype = Socket.prototype as unknown as Record<
    "_writev" | "_write",
    (...args: unknown[]) => unknown
  >;
  for (const method of ["_writev", "_write"] as const) {
    const original = prototype[method];
    vi.spyOn(prototype, method).mockImplementation(function (this: Socket, ...args: unknown[]) {
      if (this.localPort === port) writes.push(textOf(args[0]));
      return original.apply(this, args);
    });
  }
  return writes;
}

for (const [mode, server] of Object.entries(servers)) {
  test(`direct writes ${mode}: the chat and its acknowledgement reach their sender in one write`, async () => {
    const ann = await server.visitor();
    const room = await ann.open();
    const client = await ann.enter(room._id);
    const writes = watchWrites(server.url);
    await client.ask("chat", { chat: "one write" });
    const withChat = writes.filter((text) => text.includes("one write"));
    expect(withChat).toHaveLength(1);
    expect(withChat[0]).toContain('["chat",');
    expect(withChat[0]).toContain('"ok":true');
  });

  test(`direct writes ${mode}: websockets, polling and a client that upgrades meanwhile hear everything in order`, async () => {
    const ann = await server.visitor();
    const { _id } = await ann.open();
    const talker = await ann.enter(_id);
    const listeners = await Promise.all(
      [["websocket"], ["polling"], ["polling", "websocket"]].map(async (transports) => {
        const someone = await server.visitor();
        return someone.enter(_id, undefined, { transports });
      }),
    );
    await Promise.all(upTo(CHATS).map((i) => talker.call("chat", { chat: `${"ü🙂".repeat(i % 60)} ${i}` })));
    for (const listener of [talker, ...listeners]) {
      await listener.until(() => listener.chats.length >= CHATS);
      expect(numbersOf(listener.chats)).toEqual(upTo(CHATS));
    }
    expect(listeners[2]!.socket.io.engine.transport.name).toBe("websocket");
  });

  test(`direct writes ${mode}: whoever is kicked hears what came before, the kick, and then the end`, async () => {
    const [ann, ben] = [await server.visitor(), await server.visitor()];
    const { _id } = await ann.open();
    const host = await ann.enter(_id);
    const guest = await ben.enter(_id);
    const { id } = await ben.me();
    await host.call("chat", { chat: "before" });
    await host.call("kick", { member: id });
    await guest.next("disconnect");
    const events = guest.received.map(({ event }) => event).filter((event) => /^(?:chat|kick)$/.test(event));
    expect(events).toEqual(["chat", "kick"]);
  });

  test(`direct writes ${mode}: what a slow reader has not read yet comes before what is said afterwards`, async () => {
    const [ann, ben] = [await server.visitor(), await server.visitor()];
    const { _id } = await ann.open();
    const talker = await ann.enter(_id);
    const reader = bareSocket(ben);
    const heard: Chat[] = [];
    await new Promise<void>((resolve, reject) => {
      reader.on("error", reject).on("message", (data) => {
        const text = data.toString();
        if (text.startsWith("0")) reader.send(`40/chat,${JSON.stringify({ room: _id })}`);
        if (text === "2") reader.send("3");
        if (text.startsWith('42/chat,["chat"')) heard.push(...JSON.parse(text.slice(8))[1]);
        if (text.startsWith('42/chat,["welcome"')) resolve();
      });
    });
    reader.pause();
    const long = "x".repeat(1990);
    // More than a socket of the system holds, and less than what a client may have waiting.
    for (let said = 0; said < 3000; said += 200)
      await Promise.all(upTo(200).map(() => talker.call("chat", { chat: long })));
    reader.resume();
    await talker.call("chat", { chat: "afterwards" });
    await expect.poll(() => heard.length).toBe(3001);
    expect(numbersOf(heard)).toEqual(upTo(3001));
    reader.close();
  });
}

function textOf(data: unknown): string {
  if (Array.isArray(data)) return data.map(({ chunk }) => textOf(chunk)).join("");
  return Buffer.isBuffer(data) ? data.toString("latin1") : String(data);
}
