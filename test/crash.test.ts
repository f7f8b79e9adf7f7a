import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { io, type Socket } from "socket.io-client";
import { expect, test } from "vitest";
import type { Answer, Chat } from "../src/shared/events.js";
import { Child } from "./support/child.js";
import { gif } from "./support/gif.js";
import type { Visitor } from "./support/visitor.js";

const KILLS = 12;
const PEOPLE = 4;

/** A client as it should be: numbers what it says, says it again until it is answered, and resumes where it was. */
class Talker {
  readonly acknowledged = new Map<string, number>();
  readonly heard: Chat[] = [];
  readonly #socket: Socket;
  readonly #name: string;
  #stopped = false;
  #said = 0;

  constructor(visitor: Visitor, room: string, name: string) {
    this.#name = name;
    this.#socket = io(`${visitor.url}/chat`, {
      ...{ transports: ["websocket"], forceNew: true, extraHeaders: { cookie: visitor.cookie } },
      ...{ reconnectionDelay: 20, reconnectionDelayMax: 100 },
      auth: (give) => give({ room, after: this.heard.at(-1)?.seq ?? 0 }),
    });
    this.#socket.on("chat", (chats: Chat[]) => this.heard.push(...chats));
  }

  async talk(): Promise<void> {
    while (!this.#stopped) {
      const ids = Array.from({ length: 5 }, () => `${this.#name}-${this.#said++}`);
      await Promise.all(ids.map((clientId) => this.#say(clientId)));
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  close(): void {
    this.#socket.disconnect();
  }

  async hears(last: number): Promise<void> {
    await expect.poll(() => this.heard.at(-1)?.seq ?? 0, { timeout: 10_000 }).toBeGreaterThanOrEqual(last);
  }

  async #say(clientId: string): Promise<void> {
    for (;;) {
      const asked = this.#socket.timeout(1000).emitWithAck("chat", { chat: clientId, clientId });
      const answer: Answer<Chat> | undefined = await asked.catch(() => undefined);
      if (answer?.ok) {
        expect(this.acknowledged.get(clientId) ?? answer.data.seq).toBe(answer.data.seq);
        this.acknowledged.set(clientId, answer.data.seq);
        return;
      }
    }
  }
}

test(`killed ${KILLS} times under load, it loses no acknowledged chat, doubles none, and all see the same order`, {
  timeout: 90_000,
}, async () => {
  const child = await Child.make({ RATE_LIMITS: "off" });
  await child.listening();
  const visitors = await Promise.all(Array.from({ length: PEOPLE }, () => child.visitor()));
  const { _id } = await visitors[0]!.open();
  const talkers = visitors.map((visitor, i) => new Talker(visitor, _id, `t${i}`));
  const talking = talkers.map((talker) => talker.talk());
  for (let i = 0; i < KILLS; i++) {
    const before = talkers[0]!.acknowledged.size;
    await expect
      .poll(() => talkers[0]!.acknowledged.size, { timeout: 10_000 })
      .toBeGreaterThan(before + 20 + i * 7);
    child.kill("SIGKILL");
    await child.ended;
    await child.again();
  }
  for (const talker of talkers) talker.stop();
  await Promise.all(talking);
  const stored = await everything(visitors[0]!, _id);
  const last = stored.at(-1)!.seq;
  await Promise.all(talkers.map((talker) => talker.hears(last)));
  expect(stored.map(({ seq }) => seq)).toEqual(Array.from({ length: last }, (_, i) => i + 1));
  expect(new Set(stored.map(({ clientId }) => clientId)).size).toBe(stored.length);
  for (const { acknowledged, heard } of talkers) {
    expect(heard).toEqual(stored);
    for (const [clientId, seq] of acknowledged) expect(stored[seq - 1]!.clientId).toBe(clientId);
  }
  for (const talker of talkers) talker.close();
  child.kill("SIGTERM");
  expect(await child.ended).toBe(0);
  await child.clean();
});

test("after a crash, what nobody comes back to is cleared up, and so is what lay half done", async () => {
  const child = await Child.make({ RATE_LIMITS: "off" });
  await child.listening();
  const ann = await child.visitor();
  const { _id } = await ann.open();
  const socket = await ann.enter(_id);
  const picture = (await (await ann.upload(_id, gif())).json()).gif.url;
  child.kill("SIGKILL");
  await child.ended;
  socket.close();
  const uploads = path.join(child.dir, "uploads");
  const orphan = "00000000-0000-4000-8000-000000000000.gif";
  await mkdir(path.join(uploads, "gone-room"));
  const left = [`.tmp/${orphan}`, `${_id}/${orphan}`, `gone-room/${orphan}`];
  for (const file of left) await writeFile(path.join(uploads, file), "half a picture");
  await child.again();
  expect((await ann.get(picture)).status).toBe(200);
  for (const file of left) expect([file, existsSync(path.join(uploads, file))]).toEqual([file, false]);
  const lobby = await ann.lobby();
  await lobby.next("removeRoom", (id) => id === _id);
  await expect.poll(() => readdir(uploads)).toEqual([".tmp"]);
  expect((await ann.get(picture)).status).toBe(404);
  lobby.close();
  child.kill("SIGTERM");
  expect(await child.ended).toBe(0);
  await child.clean();
});

async function everything(visitor: Visitor, room: string): Promise<Chat[]> {
  const chats: Chat[] = [];
  for (let more = true; more; ) {
    const { body } = await visitor.json("GET", `/room/${room}/chats?after=${chats.length}&limit=100`);
    chats.push(...body.chats);
    more = body.more;
  }
  return chats;
}
