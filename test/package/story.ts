import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { settings } from "../../dist/config/settings.js";
import { startSmallProxy } from "../cli/small-proxy.js";
import type { Runtime } from "../runtimes/bring-node.js";
import { gif } from "../support/gif.js";
import { freePort, type Program } from "../support/process.js";
import { Visitor } from "../support/visitor.js";
import { Stranger } from "./stranger.js";

const run = promisify(execFile);

/** What only builds or tests it, and what is bundled. */
const NOT_NEEDED = ["esbuild", "typescript", "vitest", "tsx", "mongoose", "express", "@types"];

const DECLARATIONS = /^dist\/types\/.*\.d\.ts$/;
const COMPILER = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));
const CONSUMER = `import type { Chat } from "gif-chat/protocol";
export const seqOf = ({ seq }: Chat): number => seq;
// @ts-expect-error It has no such field.
export const wrong = (chat: Chat) => chat.nothing;
`;

/** Installs the packed file in an empty folder, and does there what the README says. */
export async function tellStory(runtime: Runtime, tarball: string, dir: string): Promise<void> {
  const stranger = new Stranger(dir, runtime);
  await stranger.install(tarball);
  await assertOnlyWhatRuns(dir);
  const help = await assertHelps(stranger);
  await assertHealthy(stranger);
  const server = stranger.serve("npx");
  const url = await server.ready;
  const room = await talk(url);
  assert.deepEqual(
    (await readdir(dir)).filter((name) => !/package/.test(name)),
    ["data", "node_modules", "uploads"],
  );
  await assertFindsProxy(stranger, url);
  if (/^ {2}backup /m.test(help)) await assertBacksUp(stranger);
  await assertStops(server);
  await assertStartsAgain(stranger, room);
  await assertFindsProblems(stranger);
}

async function assertOnlyWhatRuns(dir: string): Promise<void> {
  const installed = await readdir(path.join(dir, "node_modules"));
  assert.deepEqual(
    NOT_NEEDED.filter((name) => installed.includes(name)),
    [],
  );
  const own = path.join(dir, "node_modules/gif-chat");
  const names = (await readdir(own)).sort();
  assert.deepEqual(names, [
    ".env.example",
    "LICENSE",
    "README.md",
    "deploy",
    "dist",
    "docs",
    "examples",
    "package.json",
    "public",
    "views",
  ]);
  const licenses = await readFile(path.join(own, "dist/licenses.txt"), "utf8");
  assert.match(licenses, /^mongoose .*: MIT$/m);
  assert.match(licenses, /emojibase-data.*Unicode CLDR/s);
  const files = await readdir(own, { recursive: true });
  assert.deepEqual(
    files.filter((file) => /\.(?:map|ts|tsbuildinfo)$/.test(file) && !DECLARATIONS.test(file)),
    [],
  );
  assert(files.includes("public/openapi.json"));
  await assertHasTypes(dir);
}

/** The packed ones, as a program in TypeScript finds them. */
async function assertHasTypes(dir: string): Promise<void> {
  const consumer = path.join(dir, "consumer.ts");
  await writeFile(consumer, CONSUMER);
  const options = ["--strict", "--noEmit", "--module", "nodenext", "--types", ""];
  const { stdout } = await run(process.execPath, [COMPILER, ...options, consumer], { cwd: dir }).catch(
    (error) => error,
  );
  assert.equal(stdout, "");
  await rm(consumer);
}

async function assertHelps(stranger: Stranger): Promise<string> {
  const { code, output } = await stranger.npx(["--help"]);
  assert.equal(code, 0);
  for (const { name } of settings) assert.match(output, new RegExp(`^ {2}${name} `, "m"));
  return output;
}

async function assertHealthy(stranger: Stranger): Promise<void> {
  const { code, output } = await stranger.npx(["doctor"], { PORT: String(await freePort()) });
  assert.equal(code, 0, output);
  assert.doesNotMatch(output, /^problem /m);
}

/** A page with all that belongs to it, a room and a picture. */
async function talk(url: string): Promise<string> {
  const ann = new Visitor(url);
  const page = await ann.page("/");
  const parts = [...page.matchAll(/(?:src|href)="(\/(?:css|js|icons)\/[^"]+)"/g)].map(([, part]) => part!);
  assert(parts.length > 5);
  for (const part of [...parts, "/pack/hug.gif", "/sw.js"])
    assert.equal((await ann.get(part)).status, 200, part);
  const { _id } = await ann.open();
  await ann.page(`/room/${_id}`);
  const client = await ann.enter(_id);
  await client.call("chat", { chat: "hello from npx" });
  const sent = await ann.upload(_id, gif());
  assert.equal(sent.status, 201);
  assert.equal((await ann.get((await sent.json()).gif.url)).status, 200);
  client.close();
  return _id;
}

/** One that tells the server neither which host was asked for, nor by whom. */
async function assertFindsProxy(stranger: Stranger, url: string): Promise<void> {
  const { host, port } = new URL(url);
  const proxy = await startSmallProxy(url);
  proxy.headers = ({ headers }) => ({ ...headers, host, "x-forwarded-for": undefined });
  const { code, output } = await stranger.npx(["doctor"], {
    PORT: port,
    PUBLIC_URL: proxy.url,
    TRUST_PROXY: "1",
  });
  proxy.close();
  assert.equal(code, 1, output);
  assert.match(output, /^ok +server +runs at/m);
  assert.match(output, /^problem +proxy +passes on "Host/m);
  assert.match(output, /^problem +proxy +drops X-Forwarded-For/m);
}

async function assertBacksUp(stranger: Stranger): Promise<void> {
  const copy = path.join(stranger.dir, "copy");
  const { code, output } = await stranger.npx(["backup", copy]);
  assert.equal(code, 0, output);
  assert.notDeepEqual(await readdir(copy), []);
}

/** npx ends by the signal that it was sent, but the server has stored what it accepted. */
async function assertStops(server: Program): Promise<void> {
  assert.equal(await server.end("SIGTERM"), "SIGTERM");
  assert.equal(server.errors, "");
}

async function assertStartsAgain(stranger: Stranger, room: string): Promise<void> {
  const server = stranger.serve("link");
  const bob = new Visitor(await server.ready);
  assert.match(await bob.page(`/room/${room}`), /hello from npx/);
  assert.equal(await server.end("SIGTERM"), 0);
}

async function assertFindsProblems(stranger: Stranger): Promise<void> {
  const open = path.join(stranger.dir, "open");
  await mkdir(open);
  await chmod(open, 0o755);
  const [mongo, redis, port] = await Promise.all([freePort(), freePort(), freePort()]);
  const { code, output } = await stranger.npx(["doctor"], {
    ...{ DATA_DIR: open, UPLOAD_DIR: "/proc/nowhere", PORT: String(port) },
    ...{
      MONGODB_URI: `mongodb://127.0.0.1:${mongo}`,
      REDIS_URL: `redis://127.0.0.1:${redis}`,
      MAX_ROOMS: "many",
    },
  });
  assert.equal(code, 1, output);
  for (const about of ["settings", "DATA_DIR", "UPLOAD_DIR", "database", "Redis"])
    assert.match(output, new RegExp(`^problem +${about} `, "m"));
}
