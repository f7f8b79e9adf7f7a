import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { bringNode } from "../runtimes/bring-node.js";
import { tellStory } from "./story.js";

/** The oldest that package.json allows, and the one that the documents name. */
const VERSIONS = ["20.19", "24"];

const STORY_MS = 240_000;

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));

// npm keeps what npx brings in a folder whose name begins with a dot.
const dir = await mkdtemp(path.join(os.tmpdir(), ".gif-chat-package-"));
try {
  await run("npm", ["pack", "--pack-destination", dir], { cwd: root });
  const [tarball] = await readdir(dir);
  await Promise.all(VERSIONS.map((wanted) => tryOn(wanted, path.join(dir, tarball!))));
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await rm(dir, { recursive: true, force: true });
}
process.exit();

async function tryOn(wanted: string, tarball: string): Promise<void> {
  const began = performance.now();
  const runtime = await bringNode(wanted);
  const story = tellStory(runtime, tarball, path.join(dir, wanted));
  await Promise.race([story, tooLong()]).catch((cause) => {
    throw new Error(`On Node ${runtime.version}`, { cause });
  });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`Node ${runtime.version}: fine, in ${seconds} s`);
}

async function tooLong(): Promise<never> {
  await wait(STORY_MS);
  throw new Error(`the story took longer than ${STORY_MS / 1000} seconds`);
}
