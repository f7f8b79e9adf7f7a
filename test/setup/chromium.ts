import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromiumPath, installCommand } from "../support/chromium.js";

// The tests of the pages need a real browser, and are not skipped without one.
if (!existsSync(chromiumPath)) {
  if (process.getuid?.() !== 0) {
    console.error(`The tests need Chromium at ${chromiumPath}. As root: ${installCommand}`);
    process.exit(1);
  }
  console.log(`Chromium is missing: ${installCommand}`);
  const { status } = spawnSync("sh", ["-c", installCommand], { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0 || !existsSync(chromiumPath)) {
    console.error(`That did not bring ${chromiumPath}`);
    process.exit(1);
  }
}
