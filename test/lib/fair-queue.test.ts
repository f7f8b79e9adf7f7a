import { performance } from "node:perf_hooks";
import { expect, test } from "vitest";
import { FairQueue } from "../../src/lib/load/fair-queue.js";
import { OverloadError } from "../../src/lib/overload-error.js";

const strict = { sliceMs: 5, concurrency: 2, concurrencyPerKey: 1, maxWaiting: 100, maxWaitingPerKey: 50 };
const limits = { ...strict, stalledMs: 100 };
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Computes, as a page does. */
function busy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test("who asks for little comes before a flood that was there first", async () => {
  const queue = new FairQueue(limits);
  const done: string[] = [];
  const ask = (key: string) =>
    queue.run(key, async () => {
      busy(2);
      done.push(key);
    });
  const flood = Array.from({ length: 40 }, () => ask("flood"));
  await turn();
  await ask("calm");
  expect(done.length).toBeLessThan(20);
  await Promise.all(flood);
  expect(done).toHaveLength(41);
});

test("the event loop turns between the jobs of a flood", async () => {
  const queue = new FairQueue(limits);
  const flood = Promise.all(Array.from({ length: 40 }, () => queue.run("flood", async () => busy(2))));
  let turns = 0;
  let isOver = false;
  void flood.then(() => {
    isOver = true;
  });
  while (!isOver) {
    await turn();
    turns++;
  }
  expect(turns).toBeGreaterThan(10);
});

test("what is too much is refused: of one key first, then of all", async () => {
  const queue = new FairQueue(limits);
  const endings: (() => void)[] = [];
  const ask = (key: string) => queue.run(key, () => new Promise<void>((resolve) => endings.push(resolve)));
  const taken = [ask("flood"), ask("calm")];
  for (let i = 0; i < 49; i++) taken.push(ask("flood"));
  await expect(ask("flood")).rejects.toThrow(OverloadError);
  for (let i = 0; i < 51; i++) taken.push(ask(`other ${i % 2}`));
  for (let i = 0; i < 8; i++) taken.push(ask("late"));
  await expect(ask("late")).rejects.toThrow(OverloadError);
  const all = Promise.all(taken);
  for (let done = 0; done < taken.length; await turn()) {
    const ended = endings.splice(0);
    for (const end of ended) end();
    done += ended.length;
  }
  await all;
});

test("work of who has gone is dropped before it begins", async () => {
  const queue = new FairQueue(limits);
  let isGone = false;
  let begun = 0;
  const compute = async () => {
    busy(2);
    begun++;
  };
  const ask = () => queue.run("flood", compute, { isGone: () => isGone });
  const answers = Promise.allSettled(Array.from({ length: 40 }, ask));
  await turn();
  isGone = true;
  const before = begun;
  await answers;
  expect(begun).toBe(before);
  expect(begun).toBeLessThan(40);
});

test("jobs that only wait do not keep others from starting", async () => {
  const queue = new FairQueue(limits);
  const ends: (() => void)[] = [];
  const hung = ["a", "b"].map((key) => queue.run(key, () => new Promise<void>((end) => ends.push(end))));
  expect(await queue.run("c", async () => "served")).toBe("served");
  for (const end of ends) end();
  await Promise.all(hung);
});

test("jobs that wait for something keep no others of their key from starting", {
  tags: ["thorough"],
}, async () => {
  const queue = new FairQueue(limits);
  const ends: (() => void)[] = [];
  const hung = Array.from({ length: 40 }, () =>
    queue.run("a", () => new Promise<void>((end) => ends.push(end))),
  );
  await expect.poll(() => ends.length, { timeout: 20_000 }).toBe(5);
  expect(await queue.run("a", async () => "served")).toBe("served");
  for (const end of ends) end();
  await Promise.all(hung);
});

test("without a time after which they count as stalled, jobs that wait keep their places", async () => {
  const queue = new FairQueue(strict);
  const ends: (() => void)[] = [];
  const hung = ["a", "b"].map((key) => queue.run(key, () => new Promise<void>((end) => ends.push(end))));
  const stalling = new FairQueue(limits);
  const others = ["a", "b"].map((key) => stalling.run(key, () => new Promise<void>((end) => ends.push(end))));
  let isServed = false;
  const served = queue.run("c", async () => {
    isServed = true;
  });
  await stalling.run("c", async () => {});
  expect(isServed).toBe(false);
  for (const end of ends) end();
  await Promise.all([...hung, ...others, served]);
});

test("keys with the same wider key share its limit and its costs", async () => {
  const queue = new FairQueue({
    ...limits,
    around: (key) => (key.startsWith("network") ? "site" : undefined),
    aroundFactor: 2,
  });
  const done: string[] = [];
  const ask = (key: string) =>
    queue.run(key, async () => {
      busy(2);
      done.push(key);
    });
  const flood = Array.from({ length: 100 }, (_, i) => ask(`network ${i}`));
  await expect(ask("network 100")).rejects.toThrow(OverloadError);
  await turn();
  await ask("calm");
  await ask("calm");
  expect(done.length).toBeLessThan(20);
  await Promise.all(flood);
});

test("time in which a job only waited for others is not its cost", async () => {
  const queue = new FairQueue({ ...strict, concurrency: 1 });
  await queue.run("waited", async () => busy(40), { waitedMs: () => 40 });
  await queue.run("computed", async () => busy(20));
  const done: string[] = [];
  const first = queue.run("other", turn);
  const rest = ["computed", "waited"].map((key) => queue.run(key, async () => void done.push(key)));
  await Promise.all([first, ...rest]);
  expect(done).toEqual(["waited", "computed"]);
});

test("while jobs wait for others, the event loop sleeps", async () => {
  const queue = new FairQueue({ ...strict, concurrency: 1 });
  const endings: (() => void)[] = [];
  const first = queue.run("a", () => new Promise<void>((resolve) => endings.push(resolve)));
  const second = queue.run("b", async () => "done");
  await turn();
  const start = performance.eventLoopUtilization();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(performance.eventLoopUtilization(start).idle).toBeGreaterThan(0);
  endings[0]!();
  await first;
  expect(await second).toBe("done");
});
