import { spawnSync } from "node:child_process";

/** `npm run bench` measures everything, `npm run bench chat` a part; what follows a part's name is the part's own. */
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

const [part, ...rest] = process.argv.slice(2);
if (part !== undefined && !(part in parts)) {
  console.error(`There is no part "${part}", but ${Object.keys(parts).join(", ")}`);
  process.exit(1);
}
for (const command of part === undefined ? Object.values(parts).flat() : parts[part]!) {
  const { status } = spawnSync("npx", [...command, ...rest], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
