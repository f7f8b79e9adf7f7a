import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { mongo } from "mongoose";
import { Program } from "../support/process.js";
import { type Figure, median } from "./report.js";

/**
 * From the call of start to the first answer, in a fresh folder and a fresh process each time: this one runs under a
 * loader of TypeScript, which every worker thread started here would load first.
 */
export async function firstConnection(base: string, rounds: number): Promise<Figure> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { stdout } = await promisify(execFile)(process.execPath, [
      "-e",
      script,
      join(base, `fresh-${round}`),
    ]);
    times.push(Number(stdout));
  }
  return {
    name: "start and first answer",
    unit: "ms",
    ours: median(times),
    goals: [{ of: "ours", atMost: 300 }],
  };
}

const store = new URL("../../dist/embedded-mongo/index.js", import.meta.url).href;
const mongoose = createRequire(import.meta.url).resolve("mongoose");
const script = `
  const { mongo } = require(${JSON.stringify(mongoose)});
  import(${JSON.stringify(store)}).then(async ({ start }) => {
    const started = performance.now();
    const store = await start({ dir: process.argv[1] });
    const client = await mongo.MongoClient.connect(store.uri);
    await client.db("bench").command({ ping: 1 });
    console.log(performance.now() - started);
    await client.close();
    await store.close();
  });`;

/** Resident memory of the command line's process, Node included, after its first answer; beside it Node alone. */
export async function memory(base: string): Promise<Figure> {
  const cli = fileURLToPath(new URL("../../dist/embedded-mongo/cli.js", import.meta.url));
  const store = new Program(process.execPath, [cli, "--dir", join(base, "empty")], {
    ready: /listening on (mongodb:\S+)\n/,
    showErrors: true,
  });
  const client = await mongo.MongoClient.connect(await store.ready);
  await client.db("bench").command({ ping: 1 });
  await client.close();
  const size = await residentMegabytes(store.pid);
  await store.end();

  const bare = new Program(process.execPath, ["-e", "process.stdin.resume(); console.log()"], {
    ready: /\n/,
  });
  await bare.ready;
  const baseline = await residentMegabytes(bare.pid);
  await bare.endInput();
  return {
    name: "empty store in memory (baseline: Node alone)",
    unit: "MB",
    ours: size,
    baseline,
    goals: [{ of: "ours", atMost: 80 }],
  };
}

async function residentMegabytes(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)]);
  return Number(stdout) / 1024;
}
