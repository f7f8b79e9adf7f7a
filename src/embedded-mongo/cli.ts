import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { start } from "./index.js";

/** Runs the store alone, for several processes to share: `npm run store -- --dir data --port 27017`. */
const { values } = parseArgs({
  options: { dir: { type: "string", default: "data" }, port: { type: "string" } },
});

function fail(error: Error): never {
  console.error(`embedded-mongo cannot go on: ${error.message}`);
  process.exit(1);
}

/** The same password at every start, so that clients find the store again after a restart. */
function loadOrCreatePassword(dir: string): string {
  const file = path.join(dir, "password");
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("hex"), { mode: 0o600, flush: true });
  return readFileSync(file, "utf8").trim();
}

async function open({ dir, port }: typeof values) {
  const onRewrite = () =>
    console.log(`embedded-mongo writes the store in ${dir} anew, once after the upgrade`);
  if (port === undefined) return start({ dir, onRewrite, onCrash: fail });
  return start({
    dir,
    onRewrite,
    listen: "tcp",
    port: Number(port),
    password: loadOrCreatePassword(dir),
    onCrash: fail,
  });
}

const store = await open(values).catch(fail);
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => store.close().then(() => process.exit(0), fail));
}
console.log(`embedded-mongo listening on ${store.uri}`);
