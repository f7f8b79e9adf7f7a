import { setTimeout as pause } from "node:timers/promises";
import { type Figure, sideBySide } from "../report.js";
import type { Ground } from "./ground.js";
import { ServerProcess } from "./processes.js";
import { type Person, people } from "./stage.js";
import { ARRIVAL_ROOMS, arrivals, STORM, type Storm, storm } from "./storm.js";

/** V8 closes the holes that a storm has left, and gives space back, when a server has been idle for a while. */
const IDLE_MS = 30_000;
/** Heartbeats leave something behind again; the least that is seen is what is kept. */
const WATCHED_S = 5;

/** What is kept for each of those who came back, when they are idle; they become so while others are measured. */
export async function memoryAndStorm(ground: Ground): Promise<Figure[]> {
  await ground.close();
  const sides = [
    { server: ground.startOurs("idle"), visitors: people(STORM) },
    { server: ServerProcess.bare("socketIo"), visitors: undefined },
  ];
  const idle = becomeIdle(sides);
  const came = [...(await reconnects(ground)), ...(await firstArrivals(ground))];
  await idle;
  const [ours, baseline] = await kept(sides);
  return [
    {
      name: "memory for each idle listener (baseline: Socket.IO)",
      unit: "kB",
      ours: ours!,
      baseline: baseline!,
      goals: [{ of: "ratio", atMost: 1.1 }],
    },
    ...came,
  ];
}

/** Everybody comes back to a server that has just been started. */
export async function reconnects(ground: Ground): Promise<Figure[]> {
  const visitors = people(STORM);
  const came = await sideBySide(1, {
    ours: () => once(ground.startOurs("left"), (url) => storm(url, visitors)),
    baseline: () => once(ServerProcess.bare("socketIo"), (url) => storm(url, undefined)),
    limit: () => once(ServerProcess.bare("raw"), (url) => storm(url, undefined)),
  });
  return [
    {
      name: `${STORM.toLocaleString("en")} sockets reconnect (baseline: Socket.IO)`,
      unit: "ms",
      ...came,
      goals: [{ of: "ratio", atMost: 1.5 }],
    },
  ];
}

/** Nobody has a cookie yet: each asks for the room first, and takes a seat then. */
export async function firstArrivals(ground: Ground): Promise<Figure[]> {
  const came = await sideBySide(1, {
    ours: () => once(ground.startOurs("empty"), (url) => arrivals(url, { haveCookies: true })),
    baseline: () => once(ServerProcess.bare("socketIo"), (url) => arrivals(url, { haveCookies: false })),
    limit: () => once(ServerProcess.bare("raw"), (url) => arrivals(url, { haveCookies: false })),
  });
  return [
    {
      name: `${STORM.toLocaleString("en")} come for the first time to ${ARRIVAL_ROOMS} rooms (baseline: Socket.IO)`,
      unit: "ms",
      ...came,
      goals: [{ of: "ratio", atMost: 3 }],
    },
  ];
}

async function once(server: ServerProcess, come: (url: string) => Promise<Storm>): Promise<number> {
  const { ms, clients } = await come(await server.url);
  for (const client of clients) client.close();
  await server.end();
  return ms;
}

async function becomeIdle(sides: { server: ServerProcess }[]): Promise<void> {
  for (const { server } of sides) await server.url.then(() => server.collect());
  await pause(IDLE_MS);
}

/** One after the other they are stormed; side by side they become idle again. */
async function kept(sides: { server: ServerProcess; visitors: Person[] | undefined }[]): Promise<number[]> {
  const before = await Promise.all(sides.map(({ server }) => least(server)));
  const clients = [];
  for (const { server, visitors } of sides)
    clients.push(...(await storm(await server.url, visitors)).clients);
  await becomeIdle(sides);
  const after = await Promise.all(sides.map(({ server }) => least(server)));
  for (const client of clients) client.close();
  await Promise.all(sides.map(({ server }) => server.end()));
  return after.map((bytes, i) => (bytes - before[i]!) / STORM / 1024);
}

async function least(server: ServerProcess): Promise<number> {
  const seen: number[] = [];
  for (let second = 0; second < WATCHED_S; second++) {
    seen.push(server.memory);
    await pause(1000);
  }
  return Math.min(...seen);
}
