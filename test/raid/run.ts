/**
 * A raid of 500 visitors from 50 addresses on a server where 20 others talk, and how the operator ends it. Ends with 1
 * when a goal is missed. RAID_P99_MS allows more than 250 ms, for machines that others use as well; RAID_SECONDS makes
 * it shorter than a minute, and RAID_VISITORS smaller, while one works on it.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Heard, HonestVisitors } from "../floods/honest.js";
import { Visitor } from "../floods/visitor.js";
import { summary, Watch } from "../floods/watch.js";
import { Program } from "../support/process.js";
import { leftAfterAMinute, leftOf, picturesIn } from "./disk.js";
import type { Order, Said } from "./messages.js";
import { Opener } from "./opener.js";
import { endRaid } from "./operator.js";

const goals = { p99Ms: Number(process.env.RAID_P99_MS ?? 250), clicks: 3, residentMb: 768 };
const SECONDS = Number(process.env.RAID_SECONDS ?? 60);
const VISITORS = process.env.RAID_VISITORS ?? "500";
/** On a machine that is slow without a raid, the 99th percentile may be this many times what it is then. */
const SLOW_MACHINE_FACTOR = 5;
const CALM_MS = 4000;
const MOST_MS = 330_000;
const OPERATOR_TOKEN = "the token of whoever runs this server";
/** A raid that nobody notices proves nothing. */
const LEAST = { visitors: 400, rooms: 100, messages: 1000, pictures: 20, names: 400 };

/** How much of it is on the disk before it is ended; else the search for what is left proves nothing. */
const LEAST_FOUND = 100;
const ARRIVAL_MS = 45_000;

const timeout = setTimeout(() => {
  console.error("It took too long.");
  process.exit(1);
}, MOST_MS);
const missed: string[] = [];
let allowedMs = Number.POSITIVE_INFINITY;
const goal = (isMet: boolean, otherwise: string) => void (isMet || missed.push(otherwise));

function tell(phase: string, heard: Heard, watched: ReturnType<Watch["take"]>): void {
  const acks = summary(heard.acknowledgements);
  console.log(
    `${phase}\n  acknowledgements: ${acks.text}\n  history: ${summary(heard.histories).text}\n` +
      `  pages: ${summary(heard.pages).text}\n  refused: ${heard.refused.length}; ` +
      `heap and external ${Math.round(watched.heap)} MB, resident ${Math.round(watched.resident)} MB`,
  );
  for (const refusal of new Set(heard.refused)) console.log(`  refused: ${refusal.slice(0, 200)}`);
  goal(acks.p99 <= allowedMs, `${phase}: p99 ${Math.round(acks.p99)} ms`);
  goal(acks.count > 0, `${phase}: nobody was answered`);
  goal(!heard.refused.length, `${phase}: ${heard.refused.length} refused`);
  goal(!watched.failed, `${phase}: /health failed`);
  goal(watched.resident <= goals.residentMb, `${phase}: resident ${Math.round(watched.resident)} MB`);
}

async function openSockets(): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const counts = [...metrics.matchAll(/^gif_chat_sockets\{.*\} (\d+)/gm)].map(([, count]) => Number(count));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Sockets close a moment after their visitors were thrown out. */
async function socketsAtMost(most: number): Promise<number> {
  const deadline = performance.now() + 20_000;
  let open = await openSockets();
  while (open > most && performance.now() < deadline) {
    await wait(250);
    open = await openSockets();
  }
  return open;
}

const dir = await mkdtemp(path.join(os.tmpdir(), "gif-chat-"));
const folders = [path.join(dir, "data"), path.join(dir, "uploads")];
const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const server = new Program(process.execPath, [here("../../dist/main.js")], {
  env: {
    ...{ PATH: process.env.PATH ?? "", HOST: "127.0.0.1", PORT: "0", NODE_ENV: "production" },
    ...{ DATA_DIR: folders[0], UPLOAD_DIR: folders[1], OPERATOR_TOKEN },
  },
  ...{ ready: /listening on (\S+)\n/, dropOutput: true, showErrors: true },
});
const url = await server.ready;
const honest = await HonestVisitors.arrive(url, { rooms: 4, perRoom: 5, max: 20 });
const opener = await Opener.arrive(url);
const watch = new Watch(server, url);
const socketsBefore = await openSockets();
await wait(CALM_MS);
const calm = honest.take();
tell("before", calm, watch.take());
allowedMs = Math.max(goals.p99Ms, SLOW_MACHINE_FACTOR * summary(calm.acknowledgements).p99);
console.log(`allowed: p99 ${Math.round(allowedMs)} ms`);

const raiders = fork(here("./raiders.ts"), [url, VISITORS, honest.rooms.join(",")], {
  execArgv: ["--import", "tsx"],
});
raiders.once("exit", (code) => {
  if (code === 0) return;
  console.error("The raid failed.");
  process.exit(1);
});
async function said<About extends Said["about"]>(about: About): Promise<Extract<Said, { about: About }>> {
  for (;;) {
    const [heard] = (await once(raiders, "message")) as [Said];
    if (heard.about === about) return heard as Extract<Said, { about: About }>;
  }
}
const tellRaiders = (order: Order) => raiders.send(order);
await Promise.race([said("arrived"), wait(ARRIVAL_MS)]);
await wait(SECONDS * 1000);
tell(`a raid of ${SECONDS} seconds`, honest.take(), watch.take());
const pictures = await picturesIn([folders[1]!]);
const found = await leftOf(pictures, folders);
console.log(`  its words and pictures on the disk: ${found.length}`);
goal(found.length >= LEAST_FOUND, "the raid's words are not looked for rightly");

// Whoever came with it is still in the rooms. Others have to wait until openings are free again.
await opener.leave();
tellRaiders("end");
const { tally } = await said("tally");
honest.take();
const operator = await endRaid(url, OPERATOR_TOKEN);
tell("while it was ended", honest.take(), watch.take());
console.log(
  `  ${operator.clicks} clicks, answered after ${Math.round(operator.answeredMs)} ms, ` +
    `all cleared after ${Math.round(operator.clearedMs)} ms\n  the raid: ${tally.visitors} visitors, ` +
    `${tally.rooms.length} rooms, ${tally.messages} messages, ${tally.pictures} pictures, ${tally.names} names; ` +
    `others opened ${opener.opened} rooms, ${opener.refused.length} refused`,
);
for (const refusal of new Set(opener.refused)) console.log(`  refused: ${refusal.slice(0, 200)}`);
goal(operator.clicks <= goals.clicks, `${operator.clicks} clicks`);
goal(operator.selectedLeft === 0, `${operator.selectedLeft} addresses still look like a raid`);
goal(!opener.refused.length, `${opener.refused.length} openings of others were refused`);
if (SECONDS >= 60 && VISITORS === "500")
  for (const [what, least] of Object.entries(LEAST)) {
    const count = [tally[what as keyof typeof LEAST]].flat();
    const size = what === "rooms" ? tally.rooms.length : Number(count[0]);
    goal(size >= least, `only ${size} ${what}`);
  }

const left = await leftAfterAMinute(pictures, folders);
goal(!left.length, `${left.length} things are left on the disk, as ${left.slice(0, 3)}`);
tellRaiders("again");
const { known, fresh } = await said("again");
console.log(`  who comes back: ${JSON.stringify({ known, fresh })}`);
for (const answers of [known, fresh])
  goal(Object.keys(answers).join() === "BANNED", `who comes back is answered ${JSON.stringify(answers)}`);
raiders.disconnect();

const someone = await Visitor.arrive(url, "127.0.7.1");
const lasting: string[] = [];
for (const room of tally.rooms) {
  const { status } = await someone.ask("GET", `/room/${room}/chats`);
  if (status !== 404) lasting.push(room);
}
goal(!lasting.length, `${lasting.length} rooms of the raid are left`);
for (const room of honest.rooms) {
  const { text } = await someone.ask("GET", `/room/${room}/chats?limit=100`);
  const chats: { chat?: string }[] = JSON.parse(text).chats;
  goal(
    chats.some(({ chat }) => chat?.startsWith("Something that people say")),
    `room ${room} lost its messages`,
  );
}
goal(honest.areSeated, "somebody honest lost the seat");
goal((await socketsAtMost(socketsBefore)) <= socketsBefore, "sockets of the raid are still open");
await wait(CALM_MS);
tell("afterwards", honest.take(), watch.take());

await honest.leave();
await watch.end();
const exit = await server.end();
goal(exit === 0, `the server ended with ${exit}`);
await rm(dir, { recursive: true });
clearTimeout(timeout);
for (const one of missed) console.log(`missed: ${one}`);
console.log(missed.length ? `${missed.length} goals missed` : "all goals met");
process.exit(missed.length ? 1 : 0);
