/**
 * Throws random and mutated input at a server in a process of its own, for ten minutes or `FUZZ_SECONDS`. `FUZZ_SEED`
 * repeats what another run threw. Ends with 1 if something was found.
 */
import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { garbage, rawRequest } from "../protocol/malformed.js";
import { Program } from "../support/process.js";
import { Actor, answers } from "./actor.js";
import { Random } from "./random.js";
import { fuzzRequest } from "./requests.js";
import { fuzzSocket } from "./sockets.js";
import { fuzzUpload } from "./uploads.js";
import { Watch } from "./watch.js";

const seconds = Number(process.env.FUZZ_SECONDS ?? 600);
const seed = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 31));
const HEAP_LIMIT_MB = 512;
const ACTORS = 6;
const AT_ONCE = 6;
const PER_ACTOR = 12;
/** Rooms and sessions are left behind, and new ones begun, every so many batches. */
const NEW_ACTORS_EVERY = 4;
const MOST_FINDINGS = 20;

const dir = await mkdtemp(path.join(os.tmpdir(), "gif-chat-"));
const main = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const server = new Program(process.execPath, [`--max-old-space-size=${HEAP_LIMIT_MB}`, main], {
  env: {
    ...{ PATH: process.env.PATH ?? "", HOST: "127.0.0.1", PORT: "0", NODE_ENV: "production" },
    ...{ DATA_DIR: path.join(dir, "data"), UPLOAD_DIR: path.join(dir, "uploads") },
    // Otherwise nearly everything would be refused for its number.
    ...{ RATE_LIMITS: "off", PROOF_OF_WORK: "off", MAX_PICTURE_BYTES: "99999999999" },
  },
  ...{ cwd: dir, ready: /listening on (\S+)\n/, dropOutput: true },
});
const url = await server.ready;
let hasEnded = false;
void server.ended.then(() => {
  hasEnded = true;
});

const findings = new Map<string, number>();
let done = 0;

function report(batch: number, wrong: string): void {
  const [line] = wrong.split("\n", 1);
  const known = findings.get(line!) ?? 0;
  findings.set(line!, known + 1);
  if (known === 0) console.log(`batch ${batch}: ${wrong}`);
}

async function act(actor: Actor, random: Random): Promise<string | undefined> {
  const dice = random.next();
  if (dice < 0.6) return fuzzRequest(actor, random);
  if (dice < 0.8) return fuzzUpload(actor, random);
  if (dice < 0.95) return fuzzSocket(actor, random);
  const { hostname, port } = new URL(url);
  const raw = garbage(random.below(100), actor.room);
  const text = random.chance(0.5)
    ? raw
    : Buffer.from(random.mutate([...Buffer.from(raw)])).toString("latin1");
  await rawRequest(hostname, Number(port), text);
  return undefined;
}

/** Each has numbers of its own, so that their order does not depend on the server's speed. */
async function runBatch(batch: number, actors: Actor[]): Promise<void> {
  const workers = Array.from({ length: AT_ONCE }, async (_, place) => {
    const random = new Random(seed + batch * AT_ONCE + place);
    for (let i = 0; i < PER_ACTOR && !hasEnded; i++, done++) {
      const wrong = await act(actors[place % actors.length]!, random);
      if (wrong && !hasEnded) report(batch, wrong);
    }
  });
  await Promise.all(workers);
}

async function newActors(): Promise<Actor[]> {
  const arrived = await Promise.all(Array.from({ length: ACTORS }, () => Actor.arrive(url)));
  const actors = arrived.filter((actor) => actor !== undefined);
  if (!actors.length) throw new Error("Nobody could arrive");
  return actors;
}

console.log(`seed ${seed}, ${seconds} s; repeat with FUZZ_SEED=${seed}`);
const watch = await Watch.start(server, url);
const until = performance.now() + seconds * 1000;
let actors: Actor[] = [];
for (let batch = 0; performance.now() < until && findings.size < MOST_FINDINGS && !hasEnded; batch++) {
  if (batch % NEW_ACTORS_EVERY === 0) actors = await newActors();
  await runBatch(batch, actors);
  if (!hasEnded) for (const wrong of await watch.look()) report(batch, wrong);
}
if (hasEnded) report(-1, `the server ended with ${await server.ended}: ${server.errors.slice(-3000)}`);
watch.close();
if (!hasEnded && (await server.end()) !== 0) report(-1, "the server did not end with 0");
await rm(dir, { recursive: true });
for (const [line, times] of findings) console.log(`${times} times: ${line}`);
console.log([...answers].map(([answer, times]) => `${answer} ×${times}`).join(", "));
console.log(`${done} tries, at most ${watch.mostResident} MB resident, ${findings.size} findings`);
process.exit(findings.size ? 1 : 0);
