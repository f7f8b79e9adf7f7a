import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ground } from "./chat/ground.js";
import { intake } from "./chat/intake-figures.js";
import { lobby, longRoom, roomPage, start } from "./chat/page-figures.js";
import { takeLoadCore } from "./chat/processes.js";
import { firstArrivals, memoryAndStorm, reconnects } from "./chat/storm-figures.js";
import { acknowledgements, deliveries, lobbyUnderLoad, pictures, smallRooms } from "./chat/talk-figures.js";
import { type Figure, report } from "./report.js";

const all = [
  ...[start, lobby, longRoom, roomPage, deliveries],
  // After many thousands of chats: a server that somebody talks on has long been warm, and so has the baseline.
  ...[acknowledgements, lobbyUnderLoad, smallRooms, pictures, intake, memoryAndStorm],
];

/** Measured within one of the others. */
const within = [reconnects, firstArrivals];

/** What the app can do beside the bare libraries, in one run; or only what is named: `tsx test/bench/chat.ts lobby`. */

const began = performance.now();
const named = process.argv.slice(2);
const parts = named.length ? [...all, ...within].filter(({ name }) => named.includes(name)) : all;
const dir = await mkdtemp(join(tmpdir(), "bench-chat-"));
const ground = await Ground.prepare(dir, parts.includes(lobby) || parts.includes(longRoom));
takeLoadCore();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
const figures: Figure[] = [];
try {
  for (const part of parts) {
    figures.push(...(await part(ground)));
    console.error(`${part.name}: done after ${Math.round((performance.now() - began) / 1000)} s`);
  }
} finally {
  await ground.close();
  await rm(dir, { recursive: true });
}
report(figures);
