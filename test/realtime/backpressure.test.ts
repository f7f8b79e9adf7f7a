import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import WebSocket from "ws";
import type { Chat } from "../../src/shared/events.js";
import { figuresOf } from "../metrics/scrape.js";
import { bareSocket, type Client } from "../support/client.js";
import { useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });
const CHATS = 8000;
const LONG = "x".repeat(1990);

setFlagsFromString("--expose_gc");
const collect = runInNewContext("gc") as () => void;

function used(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A websocket that is let in and from then on reads nothing, until it is told to. */
class SlowReader {
  readonly chats: Chat[] = [];
  readonly #socket: WebSocket;

  constructor(visitor: Visitor) {
    this.#socket = bareSocket(visitor);
  }

  enter(room: string, after?: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.on("error", reject).on("message", (data) => {
        const said = data.toString();
        if (said.startsWith("0")) this.#socket.send(`40/chat,${JSON.stringify({ room, after })}`);
        if (said === "2") this.#socket.send("3");
        if (!said.startsWith("42/chat,")) return;
        const [event, what] = JSON.parse(said.slice("42/chat,".length));
        if (event === "chat") this.chats.push(...what);
        if (event !== "welcome") return;
        this.#socket.pause();
        resolve();
      });
    });
  }

  async readOn(): Promise<void> {
    this.#socket.resume();
    await expect.poll(() => this.chats.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(CHATS);
    this.#socket.close();
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  resume(): void {
    this.#socket.resume();
  }
}

/** Not more at once than a room takes. */
async function say(talker: Client, chats: number): Promise<void> {
  for (let said = 0; said < chats; said += 200)
    await Promise.all(Array.from({ length: 200 }, () => talker.call("chat", { chat: LONG })));
}

test("a slow reader gets everything once and in order, and fills no memory meanwhile", {
  tags: ["thorough"],
}, async () => {
  const ann = await server.visitor();
  const { _id } = await ann.open();
  const talker = await ann.enter(_id);
  await say(talker, CHATS);
  talker.received.length = 0;
  const readers = Array.from({ length: 10 }, () => new SlowReader(ann));
  const before = used();
  await Promise.all(readers.map((reader) => reader.enter(_id, 0)));
  // Whoever reads well has had it all by then, so the others could have as well.
  const quick = await ann.enter(_id, 0);
  await quick.until(() => quick.chats.length === CHATS);
  quick.received.length = 0;
  expect(used() - before).toBeLessThan(80_000_000);
  for (const reader of readers) {
    await reader.readOn();
    expect(reader.chats.map(({ seq }) => seq)).toEqual(Array.from({ length: CHATS }, (_, i) => i + 1));
    reader.chats.length = 0;
  }
  for (const client of [quick, talker]) client.close();
});

test("a reader who takes none of the new messages is disconnected", { tags: ["thorough"] }, async () => {
  const ann = await server.visitor();
  const { _id } = await ann.open();
  const talker = await ann.enter(_id);
  const reader = new SlowReader(ann);
  await reader.enter(_id);
  await say(talker, 16_000);
  reader.resume();
  await expect.poll(() => reader.isOpen, { timeout: 20_000 }).toBe(false);
  talker.close();
  // This one stays, and must not keep the server from closing.
  await new SlowReader(ann).enter(_id, 0);
});

test("a client of polling that does not ask for new messages is disconnected as well", async () => {
  const ann = await server.visitor();
  const { _id } = await ann.open();
  const talker = await ann.enter(_id);
  const path = "/socket.io/?EIO=4&transport=polling";
  const { sid } = JSON.parse((await ann.page(path)).slice(1));
  const line = `${path}&sid=${sid}`;
  const before = await cutReaders();
  await ann.request("POST", line, { body: `40/chat,${JSON.stringify({ room: _id })}` });
  while (!(await ann.page(line)).includes('["welcome"'));
  await say(talker, 5000);
  const answer = await ann.get(line);
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("Session ID unknown")]);
  expect((await cutReaders()) - before).toBe(1);
  talker.close();
});

async function cutReaders(): Promise<number> {
  const { 'gif_chat_slow_readers_cut_total{limit="connection"}': cut } = await figuresOf(server.url);
  return cut ?? 0;
}
