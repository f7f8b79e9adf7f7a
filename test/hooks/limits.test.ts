import { expect, test } from "vitest";
import { gif } from "../support/gif.js";
import { useServer } from "../support/server.js";
import { codeOf, picture, post, roomOf } from "./support.js";

const server = useServer({
  ...{ EMPTY_ROOM_GRACE_MS: "300000", RATE_LIMITS: "on", TRUST_PROXY: "loopback" },
  ...{ SITE_PASSWORD: "of the site", MAX_PICTURE_BYTES: "20000" },
});

async function insider() {
  const ann = await server.visitor("203.0.113.9");
  await ann.json("POST", "/site", { password: "of the site" });
  return ann;
}

/** Of a rule of so many in ten seconds, however slow this machine is. */
const atMost = (points: number, began: number) => points * (1 + Math.floor((Date.now() - began) / 10_000));

const from = (address: string) => ({ "x-forwarded-for": address });

test("the site's password is not asked for, and all hooks of a maker share one rate, apart from their own", {
  tags: ["thorough"],
}, async () => {
  const ann = await insider();
  const { room, hook } = await roomOf(server, ann);
  const [one, other] = [await hook("One"), await hook("Other")];
  const say = (_: unknown, i: number) =>
    post(i % 2 ? one : other, { chat: "hello", replyTo: "999" }, from("203.0.113.20"));
  const began = Date.now();
  const answers = await Promise.all(Array.from({ length: 150 }, say));
  const limited = answers.filter((answer) => codeOf(answer) === "TOO_MANY_REQUESTS");
  expect(new Set(answers.map(codeOf))).toEqual(new Set(["BAD_REPLY", "TOO_MANY_REQUESTS"]));
  expect(answers.length - limited.length).toBeGreaterThanOrEqual(60);
  expect(answers.length - limited.length).toBeLessThanOrEqual(atMost(60, began));
  expect(Number(limited[0]!.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await ann.say(room, "still heard")).toMatchObject({ chat: "still heard" });
  const bob = await insider();
  const his = await (await roomOf(server, bob)).hook("His");
  expect((await post(his, { chat: "still heard" }, from("203.0.113.20"))).status).toBe(201);
});

test("ending hooks counts as changing settings", async () => {
  const ann = await insider();
  const { hooks } = await roomOf(server, ann);
  const began = Date.now();
  const end = () => ann.json("DELETE", `${hooks}/nothing`);
  const codes = (await Promise.all(Array.from({ length: 100 }, end))).map(codeOf);
  expect(new Set(codes)).toEqual(new Set(["HOOK_NOT_FOUND", "TOO_MANY_REQUESTS"]));
  const passed = codes.filter((code) => code === "HOOK_NOT_FOUND");
  expect(passed.length).toBeLessThanOrEqual(atMost(30, began));
});

test("pictures count for the address that sends them, whichever hook it uses", async () => {
  const { hook } = await roomOf(server, await insider());
  const urls = [await hook("One"), await hook("Other")];
  const codes = [];
  for (let i = 0; i < 61; i++)
    codes.push(codeOf(await post(urls[i % 2]!, picture(Buffer.from("no")), from("203.0.113.30"))));
  expect(codes.slice(0, 60)).toEqual(Array(60).fill("BAD_GIF"));
  expect(codes[60]).toBe("TOO_MANY_REQUESTS");
});

test("pictures fill the share of their address and of the room, and no more", {
  tags: ["thorough"],
}, async () => {
  const { hook, chats } = await roomOf(server, await insider());
  const url = await hook();
  const codes = [];
  for (let i = 0; i < 12; i++)
    codes.push(codeOf(await post(url, picture(gif({ width: 20 + i })), from("203.0.113.40"))));
  const stored = codes.filter((code) => code === 201).length;
  expect(stored).toBeGreaterThan(0);
  expect(codes.slice(stored)).toEqual(Array(12 - stored).fill("STORAGE_FULL"));
  expect(codes.at(-1)).toBe("STORAGE_FULL");
  expect(await chats()).toHaveLength(stored);
});
