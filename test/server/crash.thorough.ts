/** @module-tag thorough */
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { expectNothingLost, Talker } from "../faults/talker.js";
import { gif } from "../support/gif.js";
import { film } from "../support/moving-gif.js";
import { ServerProcess } from "../support/server-process.js";

const KILLS = 12;
const PEOPLE = 4;
/** What each of them says at the same time. */
const THREADS = ["a", "b", "c", "d", "e"];

test(`a server killed ${KILLS} times under load loses no acknowledged message, doubles none, and all see the same order`, {
  timeout: 240_000,
}, async () => {
  const child = await ServerProcess.start({ RATE_LIMITS: "off" });
  const visitors = await Promise.all(Array.from({ length: PEOPLE }, () => child.visitor()));
  const { _id } = await visitors[0]!.open();
  const quick = { reconnectionDelay: 20, reconnectionDelayMax: 100 };
  const talkers = visitors.map((visitor) => new Talker(visitor, _id, quick));
  const talking = talkers.flatMap((talker) => THREADS.map((thread) => talker.talk(thread, 0)));
  for (let i = 0; i < KILLS; i++) {
    const before = talkers[0]!.acknowledged.length;
    await expect
      .poll(() => talkers[0]!.acknowledged.length, { timeout: 10_000 })
      .toBeGreaterThan(before + 20 + i * 7);
    await child.end("SIGKILL");
    await child.startAgain();
  }
  for (const talker of talkers) talker.stop();
  await Promise.all(talking);
  await expectNothingLost(talkers, visitors[0]!, _id);
  for (const talker of talkers) talker.close();
  expect(await child.end()).toBe(0);
  await child.clean();
});

test("a start after a crash removes rooms that nobody comes back to, and files that were half written", async () => {
  const child = await ServerProcess.start({ RATE_LIMITS: "off", EMPTY_ROOM_GRACE_MS: "0" });
  const ann = await child.visitor();
  const { _id } = await ann.open();
  const socket = await ann.enter(_id);
  const picture = (await (await ann.upload(_id, gif())).json()).gif.url;
  await child.end("SIGKILL");
  socket.close();
  const uploads = path.join(child.dir, "uploads");
  const orphan = "00000000-0000-4000-8000-000000000000.gif";
  await mkdir(path.join(uploads, "gone-room"));
  const left = [`.tmp/${orphan}`, `${_id}/${orphan}`, `gone-room/${orphan}`];
  for (const file of left) await writeFile(path.join(uploads, file), "half a picture");
  await child.startAgain();
  expect((await ann.get(picture)).status).toBe(200);
  for (const file of left) expect([file, existsSync(path.join(uploads, file))]).toEqual([file, false]);
  const lobby = await ann.lobby();
  await lobby.next("removeRoom", (id) => id === _id);
  await expect.poll(() => readdir(uploads)).toEqual([".tmp"]);
  expect((await ann.get(picture)).status).toBe(404);
  lobby.close();
  expect(await child.end()).toBe(0);
  await child.clean();
});

/** Of a zombie, nothing is left to read either. */
const read = (file: string): Promise<string> => readFile(file, "utf8").catch(() => "");

test.runIf(process.platform === "linux")(
  "what a killed server had begun ends with it, and leaves no file",
  async () => {
    const child = await ServerProcess.start({ EMPTY_ROOM_GRACE_MS: "300000", MAX_GIF_BYTES: "20000000" });
    const ann = await child.visitor();
    const { _id } = await ann.open();
    await ann.page(`/room/${_id}`);
    const long = await film({ width: 640, height: 400, delays: Array<number>(40).fill(100) });
    expect((await ann.upload(_id, long)).status).toBe(201);
    const begun = () => read(`/proc/${child.pid}/task/${child.pid}/children`);
    await expect.poll(begun, { interval: 5 }).toMatch(/\d/);
    const worker = Number(await begun());
    await child.end("SIGKILL");
    await child.startAgain();
    await expect.poll(() => read(`/proc/${worker}/cmdline`)).toBe("");
    expect(await readdir(path.join(child.dir, "uploads", ".tmp"))).toEqual([]);
    expect(await child.end()).toBe(0);
    await child.clean();
  },
);
