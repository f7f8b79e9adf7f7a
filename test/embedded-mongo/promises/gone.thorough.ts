/** @module-tag thorough */
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectGoneWithinAMinute, matchesIn, uniqueWord, wordsIn } from "../../support/disk.js";
import { comment, gif } from "../../support/gif.js";
import { ServerProcess } from "../../support/server-process.js";

const HASH = /[\w+/]{22}==:[\w+/]{43}=/g;
const MESSAGES = 300;

let server: ServerProcess;
let folders: string[];
beforeAll(async () => {
  const embedded = { MONGODB_URI: "", UPLOAD_STORE: "disk" };
  server = await ServerProcess.start({ RATE_LIMITS: "off", EMPTY_ROOM_GRACE_MS: "0", ...embedded });
  folders = ["data", "uploads"].map((name) => path.join(server.dir, name));
});
afterAll(async () => {
  await server.end();
  await server.clean();
});

interface Past {
  /** What was edited or removed. */
  before: string[];
  /** What still stands in the room. */
  words: string[];
  /** Gives up all seats; resolves when the room's end was announced. */
  leave(): Promise<void>;
}

/** A secret room in which a lot was said. */
async function secretRoom(): Promise<Past> {
  const words: string[] = [];
  const word = () => words[words.push(uniqueWord()) - 1]!;
  const [ann, bob] = [await server.visitor(), await server.visitor()];
  await ann.json("POST", "/nickname", { name: word() });
  const password = word();
  const { _id } = await ann.open({ title: word(), password });
  await bob.json("POST", `/room/${_id}/enter`, { password });
  const sockets = [await ann.enter(_id), await bob.enter(_id)];
  const chats: { seq: number; chat: string }[] = await Promise.all(
    Array.from({ length: MESSAGES }, (_, i) => {
      const chat = `${word()} ${"and more ".repeat(i % 5 === 0 ? 100 : i % 20)}${word()}`;
      return sockets[i % 2]!.call("chat", { chat });
    }),
  );
  const file = gif({ extra: comment(word()) });
  await ann.upload(_id, file, { alt: word() }, "application/json", `${word()}.gif`);
  const before: string[] = [];
  for (const [i, { seq, chat }] of chats.entries()) {
    if (i % 7) continue;
    before.push(...chat.match(/zqx\S+/g)!);
    if (i % 2) await sockets[1]!.call("removeChat", { seq });
    else await sockets[0]!.call("editChat", { seq, chat: `edited ${word()}` });
  }
  const lobby = await ann.lobby();
  return {
    before,
    words,
    leave: async () => {
      for (const socket of sockets) await socket.call("leave");
      await lobby.next("removeRoom", (id) => id === _id);
      for (const socket of [lobby, ...sockets]) socket.close();
    },
  };
}

test("what was edited or removed is erased while the room lives, and all of it within a minute of its end", async () => {
  const { before, words, leave } = await secretRoom();
  await expectGoneWithinAMinute(before, ...folders);
  expect((await wordsIn(...folders)).size).toBeGreaterThan(MESSAGES);
  const hashes = await matchesIn(HASH, ...folders);
  expect(hashes.length).toBeGreaterThan(0);
  await leave();
  await expectGoneWithinAMinute(words, ...folders);
  const left = await matchesIn(HASH, ...folders);
  expect(hashes.filter((hash) => left.includes(hash))).toEqual([]);
});

test("a server that is stopped right after the end of a room leaves nothing of it", async () => {
  const { words, leave } = await secretRoom();
  await leave();
  expect(await server.end("SIGTERM")).toBe(0);
  const left = await wordsIn(...folders);
  expect(words.filter((word) => left.has(word))).toEqual([]);
  await server.startAgain();
});

test("a server that is killed right after the end of a room leaves nothing of it once it has started again", async () => {
  const { words, leave } = await secretRoom();
  await leave();
  await server.end("SIGKILL");
  expect((await wordsIn(...folders)).size).toBeGreaterThan(0);
  await server.startAgain();
  await expectGoneWithinAMinute(words, ...folders);
});
