import { Socket } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { useServer } from "../support/server.js";

const server = useServer();
afterEach(() => vi.restoreAllMocks());

test("the chat and its acknowledgement reach their sender in one write", async () => {
  const ann = await server.visitor();
  const room = await ann.open();
  const client = await ann.enter(room._id);
  const port = Number(new URL(server.url).port);
  const writes: string[] = [];
  // The server runs in this process: every write of its side of a connection passes here.
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
  await client.ask("chat", { chat: "one write" });
  const withChat = writes.filter((text) => text.includes("one write"));
  expect(withChat).toHaveLength(1);
  expect(withChat[0]).toContain('["chat",');
  expect(withChat[0]).toContain('"ok":true');
});

function textOf(data: unknown): string {
  if (Array.isArray(data)) return data.map(({ chunk }) => textOf(chunk)).join("");
  return Buffer.isBuffer(data) ? data.toString("latin1") : String(data);
}
