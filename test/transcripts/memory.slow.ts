import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { gif } from "../support/gif.js";
import { ServerProcess } from "../support/server-process.js";

const MESSAGES = 10_000;
const PICTURES = 200;
const BATCH = 200;
const MB = 1024 * 1024;
const GROWTH = 50;

const memoryOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1024;

test("a transcript of 10,000 messages and 200 pictures grows the memory by at most 50 MB", async () => {
  const picture = gif({ width: 400, height: 400, frames: 4 });
  const server = await ServerProcess.start({ RATE_LIMITS: "off", ALONE_GRACE_MS: "600000" });
  const ann = await server.visitor();
  const { _id } = await ann.open();
  const socket = await ann.enter(_id);
  for (let i = 0; i < PICTURES; i++) expect((await ann.upload(_id, picture)).status).toBe(201);
  for (let i = 0; i < MESSAGES; i += BATCH) {
    const asked = Array.from({ length: BATCH }, (_, j) =>
      socket.ask("chat", { chat: `${i + j} ${"말".repeat(100)}` }),
    );
    expect((await Promise.all(asked)).every(({ ok }) => ok)).toBe(true);
  }
  // Once before, so that what is loaded and compiled on first use is not counted.
  const first = await ann.get(`/room/${_id}/transcript`);
  await first.text();
  const before = memoryOf(server.pid);
  let most = before;
  const answer = await ann.get(`/room/${_id}/transcript`);
  let bytes = 0;
  for await (const chunk of answer.body!) {
    bytes += chunk.length;
    most = Math.max(most, memoryOf(server.pid));
  }
  console.log(
    `${Math.round(bytes / MB)} MB sent, memory grew from ${Math.round(before)} to ${Math.round(most)} MB`,
  );
  expect(bytes).toBeGreaterThan(PICTURES * picture.length);
  expect(most - before).toBeLessThan(GROWTH);
  await server.end();
  await server.clean();
});
