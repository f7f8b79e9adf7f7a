#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { commands } from "./cli/commands.js";
import { help } from "./cli/help.js";
import { isRunByNpx } from "./config/launcher.js";
import { projectRoot } from "./lib/project-root.js";

const WRONG_USAGE = 2;
const PARENT_INTERVAL_MS = 500;

const [name, ...words] = process.argv.slice(2);
if (name === undefined) await serve();
else process.exit(await answer(name));

async function serve(): Promise<void> {
  if (isRunByNpx()) stopWithParent();
  await import("./main.js");
}

/** npx sends SIGTERM to a shell between it and us, which ends without passing it on. */
function stopWithParent(): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, PARENT_INTERVAL_MS).unref();
}

async function answer(name: string): Promise<number> {
  if (["help", "--help", "-h"].includes(name)) return say(help());
  if (name === "--version") return say(version());
  if (!Object.hasOwn(commands, name)) {
    console.error(`gif-chat has no command "${name}"; see gif-chat --help`);
    return WRONG_USAGE;
  }
  try {
    return (await commands[name]!.run(words)) ?? 0;
  } catch (error) {
    console.error(`gif-chat ${name}: ${error instanceof Error ? error.message : error}`);
    return 1;
  }
}

function say(text: string): number {
  console.log(text);
  return 0;
}

function version(): string {
  return JSON.parse(readFileSync(`${projectRoot}package.json`, "utf8")).version;
}
