import { spawnSync } from "node:child_process";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { bringNode, type Runtime } from "./bring-node.js";
import { tellStory } from "./story.js";

/** The oldest that package.json allows, the one that the documents name, and the newest. */
const VERSIONS = ["20.19", "24", "26"];
const STORY_MS = 90_000;

const root = fileURLToPath(new URL("../../", import.meta.url));
/** With words, runs the test files whose paths contain one of them instead of the story. */
const words = process.argv.slice(2);

for (const wanted of VERSIONS) {
  const began = performance.now();
  try {
    const runtime = await bringNode(wanted);
    build(runtime);
    if (words.length) runTests(runtime);
    else await Promise.race([tellStory(runtime), tooLong()]);
    console.log(`Node ${runtime.version}: fine, in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  } catch (error) {
    console.error(`Node ${wanted}:`, error);
    process.exitCode = 1;
  }
}
process.exit();

function build({ node }: Runtime): void {
  const args = ["node_modules/tsx/dist/cli.mjs", "src/build/index.ts"];
  const { status, stderr } = spawnSync(node, args, { cwd: root, encoding: "utf8" });
  // The compiler that describes the protocol says so when it is stopped.
  const errors = stderr.replace(/^context canceled\s*/gm, "");
  if (status !== 0 || errors) throw new Error(`the build ended with ${status}: ${stderr}`);
}

function runTests({ node }: Runtime): void {
  const args = ["node_modules/vitest/vitest.mjs", "run", "--project", "together", ...words];
  const env = { ...process.env, PATH: `${path.dirname(node)}:${process.env.PATH}` };
  const { status } = spawnSync(node, args, { cwd: root, stdio: "inherit", env });
  if (status !== 0) throw new Error(`the tests ended with ${status}`);
}

async function tooLong(): Promise<never> {
  await wait(STORY_MS);
  throw new Error(`the story took longer than ${STORY_MS / 1000} seconds`);
}
