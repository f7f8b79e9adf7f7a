/** @module-tag thorough */
import { expect, test } from "vitest";
import type { Chat } from "../../src/shared/events.js";
import { Program } from "../support/process.js";
import { useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000" });

const startBot = (room: string, ...more: string[]): Program =>
  new Program(process.execPath, ["examples/answering-bot/bot.mjs", server.url, room, ...more], {
    env: process.env,
    ready: /In the room "(.*)"/,
  });

const answersIn = async (who: Visitor, room: string): Promise<(string | undefined)[]> => {
  const { chats } = (await who.json("GET", `/room/${room}/chats`)).body as { chats: Chat[] };
  return chats.filter(({ name }) => name === "Echo").map(({ chat, replyTo }) => `${replyTo?.seq} ${chat}`);
};

test("the bot answers in a secret room, once for each question, through a restart of the server and slow mode", async () => {
  const ann = await server.visitor();
  await ann.json("POST", "/nickname", { name: "Ann" });
  const { _id: room } = await ann.open({ title: "Secret", password: "open sesame" });
  await ann.page(`/room/${room}`);
  await ann.say(room, "before it was there, @Echo");
  const bot = startBot(room, "open sesame");
  expect(await bot.ready).toBe("Secret");
  await ann.say(room, "hello everybody");
  await ann.say(room, "what is this, @Echo?");
  await expect.poll(() => answersIn(ann, room)).toEqual(["3 Ann said: what is this, ?"]);

  await server.restart();
  await ann.say(room, "@echo, are you back?");
  await expect.poll(() => answersIn(ann, room)).toHaveLength(2);

  await ann.json("PATCH", `/room/${room}`, { slow: 5 });
  await Promise.all([ann.say(room, "one @Echo"), ann.say(room, "two @Echo")]);
  await expect.poll(() => answersIn(ann, room)).toHaveLength(4);
  const answered = (await answersIn(ann, room)).map((answer) => answer!.split(" ")[0]);
  expect(new Set(answered).size).toBe(4);

  bot.signal("SIGINT");
  expect(await bot.ended).toBe(0);
  const { people } = (await ann.json("GET", `/room/${room}`)).body.room;
  expect([people, bot.errors.match(/Error|undefined/)]).toEqual([1, null]);
});

test("the bot says why it is not let in, and ends", async () => {
  const ann = await server.visitor();
  const { _id: room } = await ann.open({ password: "open sesame" });
  const bot = startBot(room);
  await bot.ended;
  expect(bot.errors).toMatch(/password/i);
});

test("the bot says how it is used when it is not told where to go", async () => {
  for (const wrong of [[], ["localhost", "room"], [server.url]]) {
    const bot = new Program(process.execPath, ["examples/answering-bot/bot.mjs", ...wrong], {
      env: process.env,
    });
    expect([await bot.ended, bot.errors]).toEqual([1, expect.stringMatching(/^Usage: node bot\.mjs .*\n$/)]);
  }
});

test("the bot ends when a host removes it", async () => {
  const ann = await server.visitor();
  const { _id: room } = await ann.open();
  const socket = await ann.enter(room);
  const bot = startBot(room);
  await bot.ready;
  const { member } = await socket.next("join", ({ member }) => member.name === "Echo");
  await socket.call("kick", { member: member.id });
  expect(await bot.ended).toBe(0);
  expect(bot.output).toContain("Out of the room: kicked");
});
