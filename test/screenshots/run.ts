import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { ORDER, readOrder } from "./states/order.js";

// Without `--languages`, the pictures of docs/screenshots; with it, every state that the tests of quality visit.
const order = readOrder(process.argv.slice(2));
if (!order) await import("./take.js");
else {
  rmSync(path.join(order.out, "cut-off.txt"), { force: true });
  const env = { ...process.env, [ORDER]: JSON.stringify(order) };
  const args = ["node_modules/vitest/vitest.mjs", "run", "--project", "pictures"];
  const { status } = spawnSync(process.execPath, args, { env, stdio: "inherit" });
  console.log(`The pictures, and cut-off.txt if texts have no room, are in ${order.out}`);
  process.exitCode = status ?? 1;
}
