import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { machine } from "./machine.js";

/**
 * `npm run bench` measures everything, `npm run bench chat` a part; what follows a part's name is the part's own.
 * `npm run bench -- --check` ends with 1 if a goal is missed.
 */
const parts: Record<string, string[][]> = {
  store: [["tsx", "test/bench/store.ts"]],
  chat: [["tsx", "test/bench/chat.ts"]],
  maker: [
    ["tsx", "test/setup/programs.ts", "chromium-headless-shell"],
    ["tsx", "test/bench/maker.ts"],
  ],
  pages: [
    ["tsx", "test/setup/programs.ts", "chromium-headless-shell"],
    ["vitest", "run", "--project", "speed"],
  ],
};

const { values, positionals } = parseArgs({
  options: { check: { type: "boolean" } },
  allowPositionals: true,
});
const [part, ...rest] = positionals;
if (part !== undefined && !(part in parts)) {
  console.error(`There is no part "${part}", but ${Object.keys(parts).join(", ")}`);
  process.exit(1);
}
console.log(machine());
const env = { ...process.env, ...(values.check && { BENCH_CHECK: "on" }) };
const commands = part === undefined ? Object.values(parts).flat() : parts[part]!;
for (const command of commands) {
  const { status } = spawnSync("npx", [...command, ...rest], { stdio: "inherit", env });
  // With `--check`, what comes after a goal that was missed is measured, too.
  if (status !== 0) process.exitCode = 1;
}
