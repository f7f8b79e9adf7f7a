import { afterAll, expect, test } from "vitest";
import { JobTooLargeError, JobWorker } from "../../src/lib/job-worker.js";
import { OverloadError } from "../../src/lib/overload-error.js";

/** Answers with what it was sent and its own number; other words make it fail. */
const script = `
  import { parentPort, threadId } from "node:worker_threads";
  parentPort.on("message", (job) => {
    if (job === "hang") for (;;);
    if (job === "grow") for (const all = []; ; ) all.push({ all: [...all] });
    if (job === "throw") throw new Error("thrown in the thread");
    parentPort.postMessage([job, threadId]);
  });
`;
const options = { timeoutMs: 5000, idleMs: 100_000, memoryMb: 20 };
const file = new URL(`data:text/javascript,${encodeURIComponent(script)}`);
const worker = new JobWorker<string, [string, number]>({ file, ...options });
afterAll(() => worker.close());

test("jobs are answered one after the other in the same thread", async () => {
  const answers = await Promise.all(["a", "b", "c"].map((job) => worker.run(job)));
  expect(answers.map(([job]) => job)).toEqual(["a", "b", "c"]);
  expect(new Set(answers.map(([, thread]) => thread)).size).toBe(1);
});

test("a job that hangs, grows or throws fails alone, and the next one has a new thread", {
  tags: ["thorough"],
}, async () => {
  const failures: [string, unknown][] = [
    ["hang", JobTooLargeError],
    ["grow", JobTooLargeError],
    ["throw", "thrown in the thread"],
  ];
  for (const [job, error] of failures) {
    const [, before] = await worker.run("before");
    const failed = worker.run(job);
    const next = worker.run("next");
    await expect(failed).rejects.toThrow(error as string);
    const [answer, after] = await next;
    expect([job, answer, after === before]).toEqual([job, "next", false]);
  }
});

test("a thread that has nothing to do ends", async () => {
  const idle = new JobWorker<string, [string, number]>({ file, ...options, idleMs: 1 });
  const [, first] = await idle.run("a");
  await expect
    .poll(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return (await idle.run("b"))[1];
    })
    .not.toBe(first);
  await idle.close();
});

test("closing ends what runs and what waits", async () => {
  const closing = new JobWorker<string, [string, number]>({ file, ...options, timeoutMs: 1_000_000 });
  await closing.run("before");
  const jobs = ["hang", "a", "b"].map((job) => expect(closing.run(job)).rejects.toThrow(OverloadError));
  await closing.close();
  await Promise.all(jobs);
  await expect(closing.run("after")).rejects.toThrow(OverloadError);
});

test("a job is told how long it waited for those before it", async () => {
  const waits: number[] = [];
  await Promise.all(["a", "b"].map((job) => worker.run(job, (ms) => waits.push(ms))));
  expect(waits).toHaveLength(2);
  expect(waits[1]).toBeGreaterThan(waits[0]!);
});
