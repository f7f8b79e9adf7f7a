/** @module-tag thorough */
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Hostile,
  hostileAvifs,
  hostileJpegs,
  hostilePngs,
  hostileWebps,
} from "../support/hostile-pictures.js";
import { apng, blue, quartered, red } from "../support/picture-files.js";
import { ServerProcess } from "../support/server-process.js";
import type { Visitor } from "../support/visitor.js";

/** What the largest pictures take beside the server itself. */
const MOST_MEMORY_KB = 900_000;

let server: ServerProcess;
let ann: Visitor;
let room: string;

beforeAll(async () => {
  server = await ServerProcess.start({ RATE_LIMITS: "off", EMPTY_ROOM_GRACE_MS: "300000" });
  ann = await server.visitor();
  room = (await ann.open())._id;
  await ann.page(`/room/${room}`);
});

afterAll(async () => {
  await server.end();
  await server.clean();
});

async function codeOf(file: Buffer): Promise<string | undefined> {
  const answer = await ann.upload(room, file);
  const body = await answer.json();
  expect(answer.status).toBeLessThan(500);
  return answer.status === 201 ? undefined : body.error.code;
}

const expected: [string, () => Hostile[] | Promise<Hostile[]>][] = [
  ["PNG", hostilePngs],
  ["JPEG", hostileJpegs],
  ["WebP", hostileWebps],
  ["AVIF", hostileAvifs],
];

test.each(expected)("a hostile %s is refused or made clean, while others talk", async (_kind, make) => {
  const bob = await server.visitor();
  const { _id: other } = await bob.open();
  const client = await bob.enter(other);
  for (const [what, file, code] of await make()) {
    const [answer] = await Promise.all([codeOf(file), client.call("chat", { chat: what })]);
    expect([what, answer]).toEqual([what, code]);
  }
  client.close();
});

test("a picture cut off anywhere is refused or shown, and never ends the process", async () => {
  const moving = apng([{ colour: red }, { colour: blue }]);
  const files = [
    moving,
    await quartered(64, 48).png().toBuffer(),
    await quartered(64, 48).jpeg({ progressive: true }).toBuffer(),
    await quartered(64, 48).webp().toBuffer(),
    await quartered(64, 48).avif({ effort: 0 }).toBuffer(),
  ];
  for (const file of files)
    for (let part = 1; part < 20; part++) {
      const cut = file.subarray(0, Math.floor((file.length * part) / 20));
      // GIF_TOO_BIG: a size of which only some bytes are there.
      expect([undefined, "BAD_GIF", "GIF_TOO_BIG"]).toContain(await codeOf(cut));
    }
});

test("one byte wrong anywhere is no failure of the server", async () => {
  const files = [
    apng([{ colour: red }, { colour: blue, left: 1, width: 4, blend: 1 }]),
    await quartered(32, 24).png().toBuffer(),
    await quartered(32, 24).jpeg().toBuffer(),
    await quartered(32, 24).webp({ lossless: true }).toBuffer(),
    await quartered(32, 24).avif({ effort: 0 }).toBuffer(),
  ];
  for (const file of files)
    for (let at = 0; at < file.length; at += Math.ceil(file.length / 60)) {
      const wrong = Buffer.from(file);
      wrong[at]! ^= 0xff;
      await codeOf(wrong);
    }
  expect(await codeOf(await quartered(32, 24).png().toBuffer())).toBeUndefined();
});

test.runIf(process.platform === "linux")("the process never took more memory than is known", async () => {
  const status = await readFile(`/proc/${server.pid}/status`, "utf8");
  expect(Number(/VmHWM:\s+(\d+)/.exec(status)![1])).toBeLessThan(MOST_MEMORY_KB);
  expect(server.errors).not.toMatch(/error/i);
});
