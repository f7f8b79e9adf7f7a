import lighthouse, { type RunnerResult } from "lighthouse";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Child } from "../support/child.js";
import { chromiumPath } from "../support/chromium.js";
import { freePort } from "../support/free-port.js";
import { gif } from "../support/gif.js";

let child: Child;
let browser: Browser;
let port: number;

beforeAll(async () => {
  child = await Child.make({ RATE_LIMITS: "off" });
  await child.listening();
  port = await freePort();
  browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", `--remote-debugging-port=${port}`],
  });
});

afterAll(async () => {
  await browser.close();
  child.kill("SIGTERM");
  await child.ended;
  await child.clean();
});

interface Report {
  scores: Record<string, number>;
  faults: string[];
}

/** What Lighthouse gives a page on a slow phone, and what it found wanting. */
async function audit(url: string, onlyCategories: string[], tries = 3): Promise<Report> {
  const result = await lighthouse(url, { port, output: "json", logLevel: "silent", onlyCategories });
  const wrong = result?.lhr.runtimeError;
  // It now and then misses the beginning of its own recording, which says nothing about the page.
  if (wrong && tries > 1) return audit(url, onlyCategories, tries - 1);
  if (!result || wrong) throw new Error(`Lighthouse could not look: ${wrong?.message}`);
  return read(result);
}

function read(result: RunnerResult): Report {
  const found = Object.values(result.lhr.categories);
  const scores = Object.fromEntries(found.map(({ id, score }) => [id, Math.round((score ?? 0) * 100)]));
  const exact = found.filter(({ id }) => id !== "performance").flatMap(({ auditRefs }) => auditRefs);
  const faults = exact
    .map(({ id }) => result.lhr.audits[id]!)
    .filter(({ score }) => score !== null && score < 1)
    .map(({ id, title }) => `${id}: ${title}`);
  return { scores, faults };
}

/** The median of three runs is 98 or more when two of them are, so the third is often spared. */
async function isFast(url: string, first: number): Promise<number[]> {
  const runs = [first];
  while (runs.filter((run) => run >= 98).length < 2 && runs.filter((run) => run < 98).length < 2)
    runs.push((await audit(url, ["performance"])).scores.performance!);
  return runs;
}

async function expectExcellent(url: string): Promise<void> {
  const all = ["performance", "accessibility", "best-practices", "seo"];
  const { scores, faults } = await audit(url, all);
  expect(faults).toEqual([]);
  expect(scores).toMatchObject({ accessibility: 100, "best-practices": 100, seo: 100 });
  const runs = await isFast(url, scores.performance!);
  expect(runs.sort((a, b) => b - a)[1], `performance: ${runs.join(", ")}`).toBeGreaterThanOrEqual(98);
}

it("Lighthouse finds nothing to better in the lobby", { timeout: 120_000 }, async () => {
  const ann = await child.visitor();
  for (let i = 0; i < 24; i++) await ann.open({ title: `Room number ${i}` });
  await expectExcellent(`${child.url}/`);
});

it("nor in a room of fifty chats with GIFs", { timeout: 120_000 }, async () => {
  const ann = await child.visitor();
  const { _id } = await ann.open({ title: "Late night cats", max: 50 });
  const socket = await ann.enter(_id);
  // Sharp on the phone's screen: how fine the pictures are that people send is not the page's doing.
  const picture = gif({ width: 560, height: 350, frames: 3 });
  for (let i = 0; i < 50; i++) {
    if (i % 10) await socket.done("chat", { chat: `number ${i}: what one says in a line, more or less` });
    else await ann.upload(_id, picture, { alt: "four colours in turn" });
  }
  await expectExcellent(`${child.url}/room/${_id}`);
});
