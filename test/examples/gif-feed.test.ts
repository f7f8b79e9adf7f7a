import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { gif } from "../support/gif.js";
import { Program } from "../support/process.js";
import { useServer } from "../support/server.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000" });
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "gif-feed-"));
  await writeFile(path.join(folder, "a cat.gif"), gif());
  await writeFile(path.join(folder, "notes.txt"), "no picture");
});
afterAll(() => rm(folder, { recursive: true }));

const startFeed = (hook: string): Program =>
  new Program(process.execPath, ["examples/gif-feed/feed.mjs", hook, folder, "0.1"], { env: process.env });

async function formOf(req: IncomingMessage): Promise<FormData> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk);
  const headers = { "content-type": req.headers["content-type"]! };
  return new Response(Buffer.concat(chunks), { headers }).formData();
}

/** A hook that answers so, one after the other. */
async function startHook(statuses: number[]) {
  const forms: FormData[] = [];
  const listener: RequestListener = async (req, res) => {
    forms.push(await formOf(req));
    const status = statuses.shift() ?? 404;
    const body = status === 201 ? { seq: 1 } : { error: { code: "CODE", message: `It was ${status}` } };
    res.writeHead(status, { "content-type": "application/json", "retry-after": "0" });
    res.end(JSON.stringify(body));
  };
  const hook = createServer(listener).listen(0, "127.0.0.1");
  await new Promise((resolve) => hook.once("listening", resolve));
  const { port } = hook.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook/token`, forms, close: () => hook.close() };
}

test("the feed sends a picture again with the same clientId until it is taken, and each once", async () => {
  const hook = await startHook([503, 429, 201, 422]);
  const feed = startFeed(hook.url);
  await expect.poll(() => feed.output).toContain("a cat.gif: posted");
  await writeFile(path.join(folder, "b.gif"), gif({ frames: 3 }));
  await expect.poll(() => feed.output).toContain("b.gif: It was 422");
  await writeFile(path.join(folder, "c.gif"), gif({ frames: 4 }));
  // The hook has ended by now.
  expect(await feed.ended).toBe(1);
  expect(feed.errors).toMatch(
    /It was 503\. Again in 0 s[\s\S]*It was 429[\s\S]*The hook has ended: It was 404/,
  );
  const ids = hook.forms.map((form) => form.get("clientId"));
  expect(ids.map((id) => ids.indexOf(id))).toEqual([0, 0, 0, 3, 4]);
  expect(ids[0]).toMatch(/^[\x21-\x7e]{1,100}$/);
  expect([hook.forms[0]!.get("alt"), (hook.forms[0]!.get("gif") as File).name]).toEqual([
    "a cat",
    "a cat.gif",
  ]);
  hook.close();
});

test("the feed ends with one line when its address cannot work", { tags: ["thorough"] }, async () => {
  const usage = /^Usage: node feed\.mjs \S+ FOLDER \[SECONDS\]\n$/;
  for (const wrong of [
    [],
    ["/hook/abc"],
    ["ftp://localhost/hook/abc"],
    ["http://localhost/hook/abc", folder, "soon"],
  ]) {
    const feed = new Program(process.execPath, ["examples/gif-feed/feed.mjs", ...wrong], {
      env: process.env,
    });
    expect([await feed.ended, feed.errors, feed.output]).toEqual([1, expect.stringMatching(usage), ""]);
  }
  const ended = startFeed(new URL("/hook/nothing", server.url).href);
  expect([await ended.ended, ended.errors]).toEqual([1, expect.stringMatching(/^The hook has ended: .+\n$/)]);
});

test("the feed posts to a room by a hook", async () => {
  const ann = await server.visitor();
  const { _id: room } = await ann.open();
  const socket = await ann.enter(room);
  const { status, body } = await ann.json("POST", `/room/${room}/hooks`, { name: "Cats" });
  expect(status).toBe(201);
  const feed = startFeed(new URL(body.url, server.url).href);
  const [chat] = await socket.next("chat");
  expect(chat).toMatchObject({ name: "Cats", bot: true, gif: { type: "image/gif", alt: "a cat" } });
  feed.signal("SIGINT");
  expect(await feed.ended).toBe(0);
});
