/**
 * Floods a server while honest visitors talk, and tells how long these waited. Ends with 1 when a goal is missed.
 * FLOOD_P99_MS allows more than 250 ms, for machines that others use as well.
 * `run.ts deaf`, `greedy`, `searching`, `reacting`, `one`, `four` or `idle` is one flood alone.
 */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Program } from "../support/process.js";
import { floods } from "./floods.js";
import { type Heard, HonestVisitors } from "./honest.js";
import { isOk, type RoomSocket, Visitor } from "./visitor.js";
import { summary, Watch } from "./watch.js";

const goals = { p99Ms: Number(process.env.FLOOD_P99_MS ?? 250), heapMb: 512, residentMb: 768 };
/** On a machine that is slow without a flood, the 99th percentile may be this many times what it is then. */
const SLOW_MACHINE_FACTOR = 5;
const HEAP_LIMIT_MB = 512;
const LONG_CHATS = 600;
const LONG = "가".repeat(2000);
const IDLE_SOCKETS = 1000;
const AFTERWARDS_MS = 3000;
const MOST_MS = 400_000;

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const timeout = setTimeout(() => {
  console.error("It took too long.");
  process.exit(1);
}, MOST_MS);

const missed: string[] = [];
let allowedMs = goals.p99Ms;

function tell(phase: string, heard: Heard, watched: ReturnType<Watch["take"]>): void {
  const acks = summary(heard.acknowledgements);
  const whole = (value: number) => Math.round(value);
  console.log(
    `${phase}\n  acknowledgements: ${acks.text}\n` +
      `  history: ${summary(heard.histories).text}\n  pages: ${summary(heard.pages).text}\n  ` +
      `refused: ${heard.refused.length}; /health: slowest ${whole(watched.slowest)} ms, ${watched.failed} failed; ` +
      `heap and external ${whole(watched.heap)} MB, resident ${whole(watched.resident)} MB`,
  );
  for (const refusal of new Set(heard.refused)) console.log(`  refused: ${refusal.slice(0, 200)}`);
  if (acks.p99 > allowedMs) missed.push(`${phase}: p99 ${whole(acks.p99)} ms`);
  if (!acks.count) missed.push(`${phase}: nobody was answered`);
  if (heard.refused.length) missed.push(`${phase}: ${heard.refused.length} refused`);
  if (watched.failed) missed.push(`${phase}: /health failed`);
  if (watched.heap > goals.heapMb) missed.push(`${phase}: heap and external ${whole(watched.heap)} MB`);
  if (watched.resident > goals.residentMb) missed.push(`${phase}: resident ${whole(watched.resident)} MB`);
}

/** A room with long messages, and somebody who keeps it. */
async function prepareRoom(url: string): Promise<{ room: string; socket: RoomSocket }> {
  const owner = await Visitor.arrive(url, "127.0.3.1");
  const room = await owner.open({ title: "Long messages", max: 200 });
  const socket = await owner.enter(room);
  // Nobody may send more than 60 at once.
  for (let sent = 0; sent < LONG_CHATS; sent += 60) {
    const talker = await Visitor.arrive(url, `127.0.3.${2 + sent / 60}`);
    const talking = await talker.enter(room);
    const answers = await Promise.all(Array.from({ length: 60 }, () => talking.ask("chat", { chat: LONG })));
    if (!answers.every(isOk)) throw new Error("The room could not be filled");
    talking.close();
  }
  return { room, socket };
}

async function idleSockets(url: string, room: string): Promise<RoomSocket[]> {
  const sockets: RoomSocket[] = [];
  const perVisitor = 50;
  for (let i = 0; i < IDLE_SOCKETS / perVisitor; i++) {
    const visitor = await Visitor.arrive(url, `127.0.2.${i + 1}`);
    for (let j = 0; j < perVisitor; j++) sockets.push(await visitor.enter(room));
  }
  return sockets;
}

async function flood(name: string, url: string, room: string, begin: () => void): Promise<string> {
  const attack = new Program(process.execPath, ["--import", "tsx", here("./attack.ts"), name, url, room], {
    env: { PATH: process.env.PATH ?? "" },
    ready: /begins\n/,
    showErrors: true,
  });
  await attack.ready;
  begin();
  if ((await attack.ended) !== 0) missed.push(`${name}: the flood failed`);
  return attack.output.trim().split("\n").at(-1)!;
}

const dir = await mkdtemp(path.join(os.tmpdir(), "gif-chat-"));
const args = [`--max-old-space-size=${HEAP_LIMIT_MB}`, here("../../dist/main.js")];
const server = new Program(process.execPath, args, {
  env: {
    ...{ PATH: process.env.PATH ?? "", HOST: "127.0.0.1", PORT: "0", NODE_ENV: "production" },
    ...{ DATA_DIR: path.join(dir, "data"), UPLOAD_DIR: path.join(dir, "uploads") },
  },
  ...{ ready: /listening on (\S+)\n/, dropOutput: true, showErrors: true },
});
const url = await server.ready;
const { room, socket } = await prepareRoom(url);
const honest = await HonestVisitors.arrive(url);
const watch = new Watch(server, url);
const reset = () => void [honest.take(), watch.take()];

async function measureFlood(title: string, name: string): Promise<void> {
  const outcome = await flood(name, url, room, reset);
  tell(`${title} (${outcome})`, honest.take(), watch.take());
  await wait(AFTERWARDS_MS);
  tell("  afterwards", honest.take(), watch.take());
}

await wait(AFTERWARDS_MS);
reset();
await wait(AFTERWARDS_MS);
const calm = honest.take();
allowedMs = Math.max(goals.p99Ms, SLOW_MACHINE_FACTOR * summary(calm.acknowledgements).p99);
tell("no flood", calm, watch.take());
console.log(`allowed: p99 ${Math.round(allowedMs)} ms`);
const only = process.argv[2];
let idle: RoomSocket[] = [];
for (const [flood, title] of Object.entries(floods))
  if (!only || only === flood) await measureFlood(title, flood);
if (!only || only === "idle") {
  idle = await idleSockets(url, room);
  await measureFlood("150 sockets that do not read, beside 1,000 idle ones", "deaf");
}

await honest.leave();
await watch.end();
for (const one of [socket, ...idle]) one.close();
const exit = await server.end();
if (exit !== 0) missed.push(`the server ended with ${exit}`);
await rm(dir, { recursive: true });
clearTimeout(timeout);
for (const goal of missed) console.log(`missed: ${goal}`);
console.log(missed.length ? `${missed.length} goals missed` : "all goals met");
process.exit(missed.length ? 1 : 0);
