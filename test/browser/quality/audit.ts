import lighthouse, { type RunnerResult } from "lighthouse";
import { gif } from "../../support/gif.js";
import { freePort } from "../../support/process.js";
import { ServerProcess } from "../../support/server-process.js";
import { launchBrowser } from "../launch.js";

export interface Report {
  scores: Record<string, number>;
  faults: string[];
}

export interface Auditor {
  /** A lobby with 24 rooms, and a room with 50 chats of which every tenth is a GIF. */
  readonly pages: { lobby: string; room: string };
  audit(url: string, categories: string[]): Promise<Report>;
  close(): Promise<void>;
}

/** A server as `npm start` starts it, and Lighthouse with the browser it looks through. */
export async function openAuditor(): Promise<Auditor> {
  const child = await ServerProcess.start({ RATE_LIMITS: "off" });
  const port = await freePort();
  const browser = await launchBrowser(`--remote-debugging-port=${port}`);
  return {
    pages: await fill(child),
    audit: (url, categories) => audit(port, url, categories),
    close: async () => {
      await browser.close();
      await child.end();
      await child.clean();
    },
  };
}

async function fill(child: ServerProcess): Promise<Auditor["pages"]> {
  const ann = await child.visitor();
  for (let i = 0; i < 24; i++) await ann.open({ title: `Room number ${i}` });
  const { _id } = await ann.open({ title: "Late night cats", max: 50 });
  const socket = await ann.enter(_id);
  // Sharp on the phone's screen: how fine the pictures are that people send is not the page's doing.
  const picture = gif({ width: 560, height: 350, frames: 3 });
  for (let i = 0; i < 50; i++) {
    if (i % 10) await socket.call("chat", { chat: `number ${i}: what one says in a line, more or less` });
    else await ann.upload(_id, picture, { alt: "four colours in turn" });
  }
  return { lobby: `${child.url}/`, room: `${child.url}/room/${_id}` };
}

/** What Lighthouse gives a page on a slow phone, and what it found wanting. */
async function audit(port: number, url: string, onlyCategories: string[], tries = 3): Promise<Report> {
  const result = await lighthouse(url, { port, output: "json", logLevel: "silent", onlyCategories });
  const wrong = result?.lhr.runtimeError;
  // It now and then misses the beginning of its own recording, which says nothing about the page.
  if (wrong && tries > 1) return audit(port, url, onlyCategories, tries - 1);
  if (!result || wrong) throw new Error(`Lighthouse could not look: ${wrong?.message}`);
  return read(result);
}

function read(result: RunnerResult): Report {
  const found = Object.values(result.lhr.categories);
  const scores = Object.fromEntries(found.map(({ id, score }) => [id, Math.round((score ?? 0) * 100)]));
  const faults = found
    .flatMap(({ auditRefs }) => auditRefs)
    .map(({ id }) => result.lhr.audits[id]!)
    .filter(({ score }) => score !== null && score < 1)
    .map(({ id, title }) => `${id}: ${title}`);
  return { scores, faults };
}
