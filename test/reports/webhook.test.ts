import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test, vi } from "vitest";
import { readConfig } from "../../dist/config.js";
import { BackgroundJobs } from "../../src/lib/background-jobs.js";
import { describeError } from "../../src/lib/logging/describe-error.js";
import { type ReportNews, ReportWebhook } from "../../src/services/reports/report-webhook.js";
import { afterwards } from "../setup/afterwards.js";
import { OPERATOR_TOKEN } from "../support/reports.js";
import { serve } from "../support/server.js";

const NEWS: ReportNews = { id: "one", kind: "message", at: "2026-01-01T00:00:00.000Z", count: 1 };

type Answer = (res: ServerResponse, req: IncomingMessage) => void;

/** Somebody else's server. Each answer but the last is given once. */
async function receiver(...answers: Answer[]) {
  const got: { path: string; body: unknown; headers: IncomingMessage["headers"] }[] = [];
  const server = createServer(async (req, res) => {
    got.push({ path: req.url!, body: JSON.parse(await text(req)), headers: req.headers });
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    answer(res, req);
  });
  afterwards(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, url: `${origin}/hook/secret?key=secret`, got };
}

const ok: Answer = (res) => res.end();
const never: Answer = () => {};
const status =
  (code: number, headers = {}): Answer =>
  (res) =>
    res.writeHead(code, headers).end("secret");

/** Sends so many and returns what is logged. */
async function logOf(webhook: string, { count = 1, answerMs = 60_000 } = {}): Promise<string[]> {
  const lines: string[] = [];
  const background = new BackgroundJobs(
    (error) => lines.push(describeError(error)),
    () => true,
  );
  const times = { answerMs, waitsMs: [0, 1, 1] };
  const running: Promise<void>[] = [];
  const jobs = {
    closing: background.closing,
    run: (job: () => Promise<unknown>) => running[running.push(background.run(job)) - 1]!,
  };
  const hook = new ReportWebhook({ webhook, publicOrigin: undefined }, jobs, { count: () => {} }, times);
  for (let i = 0; i < count; i++) hook.send(NEWS);
  await Promise.all(running);
  await background.close();
  return lines;
}

test("another server is told of a first report and of the fifth, again if it fails, and of nothing that was said", async () => {
  const there = await receiver(status(500), ok);
  const PUBLIC_URL = "http://chat.example.org";
  const server = await serve({ OPERATOR_TOKEN, REPORT_WEBHOOK: there.url, PUBLIC_URL });
  const ann = await server.visitor();
  const { _id } = await ann.open({ title: "A title" });
  await ann.page(`/room/${_id}`);
  const { seq } = await ann.say(_id, "what was said");
  for (let i = 0; i < 5; i++) {
    const who = await server.visitor();
    const { status } = await who.json("POST", `/room/${_id}/chat/${seq}/report`, { reason: "a reason" });
    expect(status).toBe(202);
  }
  await vi.waitFor(() => expect(there.got).toHaveLength(3), 30_000);
  const news = there.got.map(({ body }) => body as ReportNews);
  const { id, at } = news[0]!;
  const url = `${PUBLIC_URL}/operator/reports/${id}`;
  const told = (count: number) => ({ event: "report", id, kind: "message", at, count, url });
  expect(news.filter(({ count }) => count === 1)).toEqual([told(1), told(1)]);
  expect(news).toContainEqual(told(5));
  for (const { path, headers } of there.got) {
    expect(path).toBe("/hook/secret?key=secret");
    expect(headers).toMatchObject({ "content-type": "application/json", "user-agent": "gif-chat" });
    expect(headers.referer ?? headers.cookie).toBeUndefined();
  }
  await server.close();
});

test("neither who reports nor a server that stops waits for one that does not answer", async () => {
  let onBegun: Answer = never;
  const begun = new Promise<IncomingMessage>((resolve) => {
    onBegun = (_res, req) => resolve(req);
  });
  const there = await receiver((res, req) => onBegun(res, req));
  const server = await serve({ OPERATOR_TOKEN, REPORT_WEBHOOK: there.url });
  const ann = await server.visitor();
  const { _id } = await ann.open();
  const bob = await server.visitor();
  expect((await bob.json("POST", `/room/${_id}/report`)).status).toBe(202);
  const cut = once((await begun).socket, "close");
  await server.close();
  await cut;
  expect(there.got).toHaveLength(1);
});

test("each failure is one line without the path of the URL: no answer, a redirect, a refusal, nobody there", async () => {
  const failures: [Answer, string][] = [
    [status(302, { location: "/elsewhere" }), "status 302"],
    [status(403), "status 403"],
    [(res) => res.destroy(), "ECONNRESET"],
  ];
  for (const [answer, reason] of failures) {
    const there = await receiver(answer);
    const line = `The report webhook at ${there.origin} failed: ${reason}`;
    expect(await logOf(there.url)).toEqual([line]);
    expect(there.got.map(({ path }) => path)).toEqual(Array(3).fill("/hook/secret?key=secret"));
  }
  const silent = await receiver(never);
  expect(await logOf(silent.url, { answerMs: 100 })).toEqual([
    `The report webhook at ${silent.origin} failed: no answer in time`,
  ]);
  const [line, ...others] = await logOf("http://127.0.0.1:1/secret?key=secret");
  expect([line, others]).toEqual([...["The report webhook at http://127.0.0.1:1 failed: ECONNREFUSED", []]]);
});

test("an answer without end is not read, and what is too much to wait is left out", async () => {
  const endless: Answer = (res) => {
    const write = () => {
      while (res.write("x".repeat(65_536)));
      res.once("drain", write);
    };
    write();
  };
  const there = await receiver(endless);
  expect(await logOf(there.url)).toEqual([]);
  expect(there.got).toHaveLength(1);
  const slow = await receiver(ok);
  const lines = await logOf(slow.url, { count: 110 });
  expect(new Set(lines)).toEqual(
    new Set([`The report webhook at ${slow.origin} failed: too many are waiting`]),
  );
  expect(slow.got.length + lines.length).toBe(110);
});

test("a webhook that nobody could call, or that nothing would be told, stops the start without naming it", () => {
  const wrong = [
    "example.org/secret",
    "ftp://example.org/secret",
    "https://ann:secret@example.org/",
    "secret",
  ];
  for (const REPORT_WEBHOOK of wrong) {
    const read = () => readConfig({ OPERATOR_TOKEN, REPORT_WEBHOOK });
    expect(read).toThrow(/^REPORT_WEBHOOK must be a URL such as (?!.*secret)/);
  }
  expect(() => readConfig({ REPORT_WEBHOOK: "https://example.org/" })).toThrow(
    "REPORT_WEBHOOK needs an OPERATOR_TOKEN",
  );
  const { access } = readConfig({ OPERATOR_TOKEN, REPORT_WEBHOOK: "https://example.org/a?b=c" });
  expect(access.reportWebhook).toBe("https://example.org/a?b=c");
});
