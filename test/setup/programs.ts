import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { installCommand, type Program, programs } from "../support/programs.js";

// Named on the command line. What is missing is installed where that may be; nothing is skipped without it.
const names = process.argv.slice(2) as Program[];
const missing = (): Program[] => names.filter((name) => !existsSync(programs[name]));
const command = installCommand(missing());

if (missing().length) {
  const what = missing().join(", ");
  if (process.getuid?.() !== 0) {
    console.error(`The tests need ${what}. As root: ${command}`);
    process.exit(1);
  }
  console.log(`Missing: ${what}. ${command}`);
  const { status } = spawnSync("sh", ["-c", command], { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0 || missing().length) {
    console.error(`That did not bring ${missing().join(", ")}`);
    process.exit(1);
  }
}
